import { newSession } from '../../src/http/session';
import { ask } from '../helpers/app';
import { SECRET, startHttp, stopHttp, TOKEN } from '../helpers/http-app';

afterEach(stopHttp);

const mine = (url: string, cookie: string) =>
  ask(`${url}/api/pre-orders`, 'GET', undefined, undefined, { cookie });
const made = async (url: string, cookie = '', headers = {}) =>
  ask(`${url}/api/session`, 'POST', undefined, undefined, { ...(cookie && { cookie }), ...headers });
const pair = (header: string | undefined) => header?.split(';')[0] ?? '';

test('of several cookies of our name any that verifies counts, in whatever order', async () => {
  const url = await startHttp();
  const { token } = newSession([SECRET]);
  const [stale, valid] = [`bilheteria_session=${newSession(['older']).token}`, `bilheteria_session=${token}`];
  for (const cookie of [
    valid,
    `${stale}; ${valid}`,
    `${valid}; ${stale}`,
    `a=b; ${stale}; ${stale}; ${valid}`,
  ])
    expect([cookie, (await mine(url, cookie)).status]).toEqual([cookie, 200]);
  for (const cookie of [stale, `${stale}; ${stale}`, `x${valid}`, `bilheteria_session2=${token}`])
    expect([cookie, (await mine(url, cookie)).status]).toEqual([cookie, 401]);
});

test('the same for an operator', async () => {
  const url = await startHttp();
  const at = `${url}/api/admin/session`;
  const signedIn = await ask(at, 'POST', undefined, { token: TOKEN, name: 'Ana' });
  const valid = pair(signedIn.headers.getSetCookie()[0]);
  const who = (cookie: string) => ask(at, 'GET', undefined, undefined, { cookie });
  for (const cookie of [valid, `bilheteria_operator=stale.x; ${valid}`, `${valid}; bilheteria_operator=`])
    expect(await who(cookie)).toMatchObject({ status: 200, body: { name: 'Ana' } });
});

test('a session that verifies is not replaced by asking for one', async () => {
  const url = await startHttp();
  const first = await made(url);
  const again = await made(url, pair(first.headers.getSetCookie()[0]));
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(again.headers.getSetCookie()).toEqual([]);
  const asBearer = await ask(`${url}/api/session`, 'POST', String(first.body['token']));
  expect(asBearer.body).toEqual(first.body);
});

test('two programs on one host keep their buyers and operators apart', async () => {
  const [one, two] = [await startHttp(), await startHttp({ sessionSecrets: ['another secret'] })];
  // A browser that keeps cookies by host and name, whatever the port.
  const jar = new Map<string, string>();
  const visit = async (url: string, path: string, body?: unknown) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(url + path, body ? 'POST' : 'GET', undefined, body, { cookie });
    for (const header of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = pair(header).split('=');
      jar.set(name, value);
    }
    return answer;
  };
  const buyers = [await visit(one, '/api/session', {}), await visit(two, '/api/session', {})];
  expect([...jar.keys()]).toEqual([
    'bilheteria_session',
    expect.stringMatching(/^bilheteria_session_[0-9a-f]{8}$/),
  ]);
  for (const [i, url] of [one, two].entries()) {
    expect((await visit(url, '/api/session', {})).body).toEqual(buyers[i]?.body);
    await visit(url, '/api/admin/session', { token: TOKEN, name: `Ana ${i}` });
  }
  for (const [i, url] of [one, two].entries())
    expect((await visit(url, '/api/admin/session')).body).toMatchObject({ name: `Ana ${i}` });
  expect(jar.size).toBe(4);
});

test('behind TLS the cookie is one that no parent domain can set', async () => {
  const url = await startHttp({ trustProxy: 'loopback' });
  const { headers, body } = await made(url, '', { 'x-forwarded-proto': 'https' });
  const [cookie = ''] = headers.getSetCookie();
  expect(cookie).toMatch(
    /^__Host-bilheteria_session=[^;]+; Max-Age=\d+; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
  );
  expect((await mine(url, pair(cookie))).status).toBe(200);
  // The session of a visit without TLS stays valid.
  expect((await mine(url, `bilheteria_session=${String(body['token'])}`)).status).toBe(200);
});

test('behind TLS a cookie that another host of the domain can set doesn’t count, whatever its place', async () => {
  const url = await startHttp({
    trustProxy: 'loopback',
    orders: { listOwn: ({ buyerId }: { buyerId: string }) => Promise.reject(new Error(buyerId)) },
    onError: (error: Error) => asked.push(error.message),
  });
  const asked: string[] = [];
  const [own, strange] = [newSession([SECRET]), newSession([SECRET])];
  const tls = { 'x-forwarded-proto': 'https' };
  const visit = (cookie: string, more = tls as object) =>
    ask(`${url}/api/pre-orders`, 'GET', undefined, undefined, { cookie, ...more });
  const [ours, slipped] = [`__Host-bilheteria_session=${own.token}`, `bilheteria_session=${strange.token}`];
  await visit(`${slipped}; ${ours}`);
  await visit(`${ours}; ${slipped}`);
  expect(asked).toEqual([own.buyerId, own.buyerId]);
  expect((await visit(slipped)).status).toBe(401);
  expect((await made(url, slipped, tls)).body['buyerId']).not.toBe(strange.buyerId);
});

test('signing out deletes the cookie under the name that it has', async () => {
  const url = await startHttp();
  const at = `${url}/api/admin/session`;
  const foreign = { cookie: 'bilheteria_operator=of.another' };
  const signedIn = await ask(at, 'POST', undefined, { token: TOKEN }, foreign);
  const cookie = pair(signedIn.headers.getSetCookie()[0]);
  const out = await ask(at, 'DELETE', undefined, undefined, {
    ...{ cookie: `${foreign.cookie}; ${cookie}`, 'sec-fetch-site': 'same-origin' },
  });
  expect(out.headers.getSetCookie().map((one) => one.split('=')[0])).toEqual([cookie.split('=')[0]]);
});
