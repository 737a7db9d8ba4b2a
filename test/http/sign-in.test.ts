/** Signing in and out over HTTP, around real accounts and a database; only the mails are caught. */
import { randomUUID } from 'node:crypto';
import { newSession } from '../../src/http/session';
import { knownSession } from '../../src/http/session-token';
import { accountsOf, SECRETS, someone } from '../helpers/accounts';
import { ask, type Answer } from '../helpers/app';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { startHttp, stopHttp } from '../helpers/http-app';

let database: TestDatabase;
let accounts: ReturnType<typeof accountsOf>;
let url: string;
beforeAll(async () => {
  database = await createTestDatabase();
  accounts = accountsOf(database);
  url = await startHttp({ accounts, sessionSecrets: SECRETS });
});
afterAll(async () => {
  await stopHttp();
  await database.db.close();
});

const call = (method: string, path: string, token?: string, body?: unknown, headers = {}) =>
  ask(`${url}/api/${path}`, method, token, body, headers);
const begin = (token: string, email: string) => call('POST', 'sign-in/email', token, { email });
const finish = (token: string, { body }: Answer, code: string, headers = {}) =>
  call('POST', `sign-in/email/${String(body['signInId'])}`, token, { code }, headers);
const cookieOf = ({ headers }: Answer) => headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
/** Signs an anonymous buyer in. @returns the answer with the new token. */
async function signIn(email = someone().email, token = newSession(SECRETS).token): Promise<Answer> {
  return finish(token, await begin(token, email), accounts.codeTo(email));
}

test('a buyer signs in by a code: a new token and cookie, and the old ones are void', async () => {
  const { buyerId, token } = newSession(SECRETS);
  const { email } = someone();
  const asked = await begin(token, email);
  expect(asked).toMatchObject({ status: 202, body: { resendAfterSeconds: 60 } });
  expect(Object.keys(asked.body)).toEqual([
    ...['signInId', 'expiresAt', 'resendAfterSeconds', 'mailDelaySeconds'],
  ]);
  const made = await finish(token, asked, accounts.codeTo(email));
  expect(made).toMatchObject({ status: 200, body: { buyerId, email } });
  const cookie = cookieOf(made)[0] ?? '';
  expect(cookie).toBe(`bilheteria_session=${String(made.body['token'])}`);
  const me = await ask(`${url}/api/me`, 'GET', undefined, undefined, { cookie });
  expect(me.body).toMatchObject({ buyerId, email, passkeys: [], sessions: [{ current: true }] });
  for (const path of ['me', 'pre-orders'])
    expect(await call('GET', path, token)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  // A browser with the void cookie begins anew.
  const again = await ask(`${url}/api/session`, 'POST', undefined, undefined, {
    cookie: `bilheteria_session=${token}`,
  });
  expect(again.body['buyerId']).not.toBe(buyerId);
});

test('an anonymous buyer sees nothing of anybody', async () => {
  const { buyerId, token } = newSession(SECRETS);
  const { body } = await call('GET', 'me', token);
  expect(body).toEqual({ buyerId, email: null, passkeys: [], sessions: [] });
});

test('wrong codes are counted down; the right one with spaces and full-width digits is right', async () => {
  const { token } = newSession(SECRETS);
  const { email } = someone();
  const asked = await begin(token, email);
  const code = accounts.codeTo(email);
  const wrong = code === '000000' ? '000001' : '000000';
  expect(await finish(token, asked, wrong)).toMatchObject({
    status: 401,
    body: { code: 'wrong_code', attemptsLeft: 4 },
  });
  for (const malformed of ['', '12345', '1234567', '12a456'])
    expect((await finish(token, asked, malformed)).status).toBe(400);
  const wide = code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  expect((await finish(token, asked, ` ${wide.slice(0, 3)} ${wide.slice(3)}`)).status).toBe(200);
});

test.each(['nobody', 'a@b', '', 'ana@example.org\nBcc: x@example.org', 7])(
  '%j is refused as an address, and nothing is mailed',
  async (email) => {
    const before = accounts.mails.length;
    const answer = await call('POST', 'sign-in/email', newSession(SECRETS).token, { email });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'email' }] } });
    expect(accounts.mails).toHaveLength(before);
  },
);

test('a sign-in that isn’t there, of another browser, or no id at all: 404', async () => {
  const { email } = someone();
  const asked = await begin(newSession(SECRETS).token, email);
  const other = newSession(SECRETS).token;
  for (const signInId of [asked.body['signInId'], randomUUID(), 'x', '..%2f..'])
    expect(await finish(other, { ...asked, body: { signInId } }, accounts.codeTo(email))).toMatchObject({
      status: 404,
      body: { code: 'sign_in_not_found' },
    });
});

test('an answer that got lost comes again with the same key, although its session has ended', async () => {
  const { token } = newSession(SECRETS);
  const { email } = someone();
  const asked = await begin(token, email);
  const key = { 'idempotency-key': randomUUID() };
  const first = await finish(token, asked, accounts.codeTo(email), key);
  const again = await finish(token, asked, accounts.codeTo(email), key);
  expect(again.body['buyerId']).toBe(first.body['buyerId']);
  expect((await call('GET', 'me', String(again.body['token']))).status).toBe(200);
  expect(await finish(token, asked, accounts.codeTo(email))).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  expect(await finish(String(first.body['token']), asked, accounts.codeTo(email))).toMatchObject({
    status: 410,
    body: { code: 'code_expired' },
  });
});

test('beyond the limit: 429, which says when', async () => {
  const { email } = someone();
  for (let i = 0; i < 5; i++) expect((await begin(newSession(SECRETS).token, email)).status).toBe(202);
  const refused = await begin(newSession(SECRETS).token, email);
  expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
});

test('signing out voids the token and deletes the cookie, of known and anonymous buyers', async () => {
  for (const token of [String((await signIn()).body['token']), newSession(SECRETS).token]) {
    const cookie = `bilheteria_session=${token}`;
    const out = await ask(`${url}/api/sign-out`, 'POST', undefined, undefined, { cookie });
    expect(out.status).toBe(204);
    expect(cookieOf(out)).toEqual(['bilheteria_session=']);
    expect((await call('GET', 'me', token)).body['code']).toBe('session_ended');
  }
});

test('a buyer ends other sessions; nobody else’s', async () => {
  const { email } = someone();
  const [one, two] = [
    String((await signIn(email)).body['token']),
    String((await signIn(email)).body['token']),
  ];
  const sessions = (await call('GET', 'me', two)).body['sessions'] as { id: string; current: boolean }[];
  const id = sessions.find(({ current }) => !current)?.id ?? '';
  const stranger = String((await signIn()).body['token']);
  for (const token of [stranger, newSession(SECRETS).token])
    expect((await call('DELETE', `me/sessions/${id}`, token)).body['code']).toBe('session_not_found');
  expect((await call('DELETE', `me/sessions/${id}`, two)).status).toBe(204);
  expect((await call('GET', 'me', one)).body['code']).toBe('session_ended');
  const three = String((await signIn(email)).body['token']);
  expect((await call('DELETE', 'me/sessions', three)).status).toBe(204);
  expect((await call('GET', 'me', two)).body['code']).toBe('session_ended');
  expect((await call('GET', 'me', three)).status).toBe(200);
});

test('what matters asks the database, even while no news arrives', async () => {
  const deaf = accountsOf(database);
  const checkout = jest.fn();
  const other = await startHttp({ accounts: deaf, sessionSecrets: SECRETS, orders: { checkout } });
  const token = String((await signIn()).body['token']);
  await call('POST', 'sign-out', token);
  const answer = await ask(`${other}/api/pre-orders/${randomUUID()}/checkout`, 'POST', token);
  expect(answer).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  expect(checkout).not.toHaveBeenCalled();
});

test('a cookie that is a day old is written anew, with the same session', async () => {
  const made = await signIn();
  const { body } = await call('GET', 'me', String(made.body['token']));
  const sessionId = (body['sessions'] as { id: string }[])[0]?.id ?? '';
  const buyerId = String(made.body['buyerId']);
  const yesterday = Date.now() - 86_400_001;
  const old = knownSession({ buyerId, sessionId, signedInAt: yesterday }, SECRETS, yesterday);
  const answer = await ask(`${url}/api/pre-orders`, 'GET', undefined, undefined, {
    cookie: `bilheteria_session=${old.token}`,
  });
  const renewed = cookieOf(answer)[0]?.split('=')[1] ?? '';
  expect(renewed).not.toBe(old.token);
  expect((await call('GET', 'me', renewed)).body['sessions']).toMatchObject([
    { id: sessionId, current: true },
  ]);
  // A fresh one isn't, and a program that sends a bearer token keeps no cookies.
  expect(cookieOf(await call('GET', 'pre-orders', renewed))).toEqual([]);
  expect(cookieOf(await call('GET', 'pre-orders', old.token))).toEqual([]);
});
