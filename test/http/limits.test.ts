import { randomUUID } from 'node:crypto';
import { NO_LIMITS } from '../../src/http/limits';
import { ask, type Answer } from '../helpers/app';
import { FAKE_ACCOUNTS, startHttp, stopHttp, TOKEN } from '../helpers/http-app';

const start = async (rateLimits: object, trustProxy?: string | number) =>
  `${await startHttp({ rateLimits: { ...NO_LIMITS, ...rateLimits }, trustProxy })}/api`;
afterEach(stopHttp);

const session = async (url: string, headers = {}) =>
  String((await ask(`${url}/session`, 'POST', undefined, undefined, headers)).body['token']);
const mine = (url: string, token?: string, headers = {}) =>
  ask(`${url}/pre-orders`, 'GET', token, undefined, headers);
async function times(count: number, work: () => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push((await work()).status);
  return statuses;
}

test('a session over its limit is told how long to wait; others at the same address are not limited', async () => {
  const url = await start({ session: 5, address: 50 });
  const [flooding, other] = [await session(url), await session(url)];
  expect(await times(7, () => mine(url, flooding))).toEqual([200, 200, 200, 200, 200, 429, 429]);
  const refused = await mine(url, flooding);
  const seconds = Number(refused.headers.get('retry-after'));
  expect(refused.body).toMatchObject({
    ...{ status: 429, code: 'too_many_requests' },
    detail: `Too many requests. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  });
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(10);
  expect((await mine(url, other)).status).toBe(200);
});

test('a session counts the same as a cookie and as a bearer token', async () => {
  const url = await start({ session: 2 });
  const token = await session(url);
  const cookie = { cookie: `bilheteria_session=${token}` };
  await mine(url, token);
  await mine(url, undefined, cookie);
  expect((await mine(url, undefined, cookie)).status).toBe(429);
});

test('a thousand buyers behind one address count separately', async () => {
  const url = await start({ session: 5, address: 1_001 });
  const tokens = await Promise.all(Array.from({ length: 1_000 }, () => session(url)));
  const statuses = await Promise.all(tokens.map(async (token) => (await mine(url, token)).status));
  expect(new Set(statuses)).toEqual(new Set([200]));
}, 30_000);

test('requests with forged sessions count by address', async () => {
  const url = await start({ session: 1_000, address: 3 });
  let made = 0;
  expect(await times(5, () => mine(url, `made-up-${made++}.signature`))).toEqual([401, 401, 401, 429, 429]);
});

test('new sessions are limited by address; requests with a session are not', async () => {
  const url = await start({ newSessions: 2 });
  const token = await session(url);
  const again = () => ask(`${url}/session`, 'POST');
  expect(await times(2, again)).toEqual([201, 429]);
  expect((await mine(url, token)).status).toBe(200);
});

test('codes are limited by address, before anything is written; signing in with one is not', async () => {
  const asked = jest.fn(() => Promise.resolve({ signInId: randomUUID() }));
  const accounts = { ...FAKE_ACCOUNTS, emailCodes: { ask: asked } };
  const url = `${await startHttp({ accounts, rateLimits: { ...NO_LIMITS, codes: 2 }, trustProxy: 1 })}/api`;
  const ask_ = async (from: string) => {
    const headers = { 'x-forwarded-for': from };
    return ask(`${url}/sign-in/email`, 'POST', await session(url), { email: 'ana@example.org' }, headers);
  };
  expect(await times(3, () => ask_('203.0.113.1'))).toEqual([202, 202, 429]);
  // One customer's network, whatever the address in it.
  let host = 0;
  expect(await times(3, () => ask_(`2001:db8:1:2::${++host}`))).toEqual([202, 202, 429]);
  expect((await ask_('203.0.113.1')).headers.get('retry-after')).toMatch(/^\d+$/);
  expect(asked).toHaveBeenCalledTimes(4);
});

test('guesses at the admin token are limited, both by sign-in and as a bearer token', async () => {
  const url = await start({ wrongTokens: 3 });
  const signIn = (token: string) => ask(`${url}/admin/session`, 'POST', undefined, { token });
  expect(await times(4, () => signIn(TOKEN))).toEqual([204, 204, 204, 204]);
  const signedIn = (await signIn(TOKEN)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const guess = () => ask(`${url}/admin/session`, 'GET', 'wrong');
  expect([...(await times(2, () => signIn('wrong'))), ...(await times(2, guess))]).toEqual([
    403, 403, 403, 429,
  ]);
  // Somebody who guesses at the same address must not lock out the operator.
  expect((await signIn(TOKEN)).status).toBe(204);
  expect((await ask(`${url}/admin/session`, 'GET', TOKEN)).status).toBe(200);
  expect((await signIn('wrong')).headers.get('retry-after')).toMatch(/^\d+$/);
  // A signed-in operator is not limited, and neither are buyers at the same address.
  expect((await ask(`${url}/admin/session`, 'GET', undefined, undefined, { cookie: signedIn })).status).toBe(
    200,
  );
  expect((await mine(url, await session(url))).status).toBe(200);
});

test('no spelling of a path evades a limit', async () => {
  const url = await start({ wrongTokens: 2, newSessions: 3 });
  const paths = ['/admin/session', '/admin/session/', '/admin/SESSION', '/ADMIN/session', '/Admin/Session/'];
  const statuses = [];
  for (const path of paths) statuses.push((await ask(url + path, 'GET', 'wrong')).status);
  expect(statuses).toEqual([403, 403, 429, 429, 429]);
  const made = [];
  for (const path of ['/session', '/session/', '/SESSION', '/Session', '/Session/'])
    made.push((await ask(url + path, 'POST')).status);
  expect(made).toEqual([201, 201, 201, 429, 429]);
});

test('a dear route counts as many requests', async () => {
  const url = (await start({ address: 25 })).replace('/api', '');
  const scrape = async () => (await fetch(`${url}/metrics`)).status;
  expect([await scrape(), await scrape(), await scrape()]).toEqual([200, 200, 429]);
});

test('0 means no limit, and /live is never limited', async () => {
  const url = await start({ address: 1 });
  expect(await times(3, () => ask(`${url}/live`, 'GET'))).toEqual([200, 200, 200]);
  await stopHttp();
  const unlimited = await start({});
  expect(await times(20, () => ask(`${unlimited}/ready`, 'GET'))).toEqual(
    Array.from({ length: 20 }, () => 200),
  );
});

const forwarded = (address: string) => ({ 'x-forwarded-for': address, 'x-forwarded-proto': 'https' });
const asFrom = (url: string, address: string) =>
  ask(`${url}/session`, 'POST', undefined, undefined, forwarded(address));

test('without a trusted proxy, forwarded addresses and schemes are ignored', async () => {
  const url = await start({ address: 1 });
  const first = await asFrom(url, '203.0.113.1');
  expect(first.headers.get('strict-transport-security')).toBeNull();
  expect(first.headers.get('set-cookie')).not.toContain('Secure');
  expect((await asFrom(url, '203.0.113.2')).status).toBe(429);
});

test.each(['loopback', 1])('a trusted proxy (%s) says where a request comes from', async (trusted) => {
  const url = await start({ address: 1 }, trusted);
  const first = await asFrom(url, '203.0.113.1');
  expect(first.status).toBe(201);
  expect(first.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  expect(first.headers.get('set-cookie')).toContain('Secure');
  // What the client wrote before the proxy doesn't count.
  expect((await asFrom(url, '198.51.100.7, 203.0.113.1')).status).toBe(429);
  expect((await asFrom(url, '203.0.113.2')).status).toBe(201);
  // An IPv6 network counts as one address.
  expect((await asFrom(url, '2001:db8:1:1::1')).status).toBe(201);
  expect((await asFrom(url, '2001:db8:1:2::2')).status).toBe(429);
});
