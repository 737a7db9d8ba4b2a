/** Passkeys over HTTP, around real accounts and a database, with answers that a browser wouldn't give among them. */
import { randomUUID } from 'node:crypto';
import { newSession } from '../../src/http/session';
import { siteOf } from '../../src/domain/site';
import { accountsOf, knownBuyer, SECRETS } from '../helpers/accounts';
import { ask } from '../helpers/app';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { startHttp, stopHttp } from '../helpers/http-app';
import { softPasskey, type SoftAnswer } from '../helpers/soft-passkey';

let database: TestDatabase;
let origin: string;
let accounts: ReturnType<typeof accountsOf>;
const reported: unknown[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  accounts = accountsOf(database, { onError: (error) => reported.push(error) });
  const url = await startHttp({ accounts, sessionSecrets: SECRETS });
  origin = url.replace('127.0.0.1', 'localhost');
});
afterAll(async () => {
  await stopHttp();
  await database.db.close();
});

const post = (path: string, token: string, body?: unknown) =>
  ask(`${origin}/api/${path}`, 'POST', token, body);
const run = (text: string, values: unknown[]) => database.db.transaction((tx) => tx.query(text, values));

const known = () => knownBuyer(database.db);
const challengeFor = async (token: string, path = 'sign-in/passkey/options') =>
  String((await post(path, token)).body['challenge']);
/** Answers a challenge of this session and sends the answer from it. */
async function signIn(
  passkey: Awaited<ReturnType<typeof softPasskey>>,
  given: Partial<SoftAnswer> = {},
  { token } = newSession(SECRETS),
) {
  const challenge = given.challenge ?? (await challengeFor(token));
  return post('sign-in/passkey', token, passkey.answer({ origin, ...given, challenge }));
}
const REFUSED = { status: 401, body: { code: 'passkey_refused' } };

test('a passkey signs its buyer in: a new token and cookie, and the old session has ended', async () => {
  const { buyerId, email } = await known();
  const passkey = await softPasskey(database.db, buyerId);
  const session = newSession(SECRETS);
  const made = await signIn(passkey, {}, session);
  expect(made).toMatchObject({ status: 200, body: { buyerId, email } });
  expect(made.headers.get('set-cookie')).toContain(`bilheteria_session=${String(made.body['token'])}`);
  expect(await ask(`${origin}/api/me`, 'GET', session.token)).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  });
  const me = await ask(`${origin}/api/me`, 'GET', String(made.body['token']));
  const passkeys = me.body['passkeys'] as Record<string, unknown>[];
  expect(passkeys).toMatchObject([{ id: passkey.id, name: 'Soft' }]);
  expect(passkeys[0]?.['lastUsedAt']).not.toBeNull();
});

test('the options ask for a passkey that is found without a name, and for a verified user', async () => {
  const { body } = await post('sign-in/passkey/options', newSession(SECRETS).token);
  expect(body).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  expect(body['allowCredentials'] ?? []).toEqual([]);
  const { token, buyerId } = await known();
  const options = await post('me/passkeys/options', token);
  expect(options.body).toMatchObject({
    rp: { id: 'localhost' },
    user: { id: Buffer.from(buyerId).toString('base64url') },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  });
});

test('an answer counts once, however often and at the same time it is sent', async () => {
  const passkey = await softPasskey(database.db, (await known()).buyerId);
  const { token } = newSession(SECRETS);
  const answer = passkey.answer({ origin, challenge: await challengeFor(token) });
  const sent = await Promise.all(Array.from({ length: 10 }, () => post('sign-in/passkey', token, answer)));
  expect(sent.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await post('sign-in/passkey', newSession(SECRETS).token, answer)).toMatchObject(REFUSED);
});

test('a challenge is burnt by a wrong answer, too', async () => {
  const passkey = await softPasskey(database.db, (await known()).buyerId);
  const session = newSession(SECRETS);
  const challenge = await challengeFor(session.token);
  expect(await signIn(passkey, { challenge, verified: false }, session)).toMatchObject(REFUSED);
  expect(await signIn(passkey, { challenge }, session)).toMatchObject(REFUSED);
});

test('a challenge of another session is refused, and stays good for its own', async () => {
  const passkey = await softPasskey(database.db, (await known()).buyerId);
  const own = newSession(SECRETS);
  const challenge = await challengeFor(own.token);
  expect(await signIn(passkey, { challenge })).toMatchObject(REFUSED);
  expect(await signIn(passkey, { challenge }, own)).toMatchObject({ status: 200 });
});

test('a challenge serves its own purpose only', async () => {
  const { buyerId, token } = await known();
  const passkey = await softPasskey(database.db, buyerId);
  const toAdd = await challengeFor(token, 'me/passkeys/options');
  expect(await post('sign-in/passkey', token, passkey.answer({ origin, challenge: toAdd }))).toMatchObject(
    REFUSED,
  );
  // The state of a sign-in elsewhere.
  const state = randomUUID();
  await run(
    `INSERT INTO challenge SELECT 'oidc example', $1, session_id, '{}', now() + interval '1 hour'
     FROM challenge WHERE id = $2`,
    [state, toAdd],
  );
  expect(await post('sign-in/passkey', token, passkey.answer({ origin, challenge: state }))).toMatchObject(
    REFUSED,
  );
});

test.each<[string, Partial<SoftAnswer>]>([
  ['the user was not verified', { verified: false }],
  ['the origin is another', { origin: 'https://evil.example' }],
  ['the origin has another port', { origin: 'http://localhost:1' }],
  ['the passkey is of another site', { rpId: 'evil.example' }],
  ['it is no sign-in', { type: 'webauthn.create' }],
  ['it names another buyer', { userHandle: randomUUID() }],
  ['nobody made the challenge', { challenge: 'A'.repeat(43) }],
  ['the challenge is no text of ours', { challenge: "' OR true --" }],
])('an answer is refused if %s', async (_what, given) => {
  const passkey = await softPasskey(database.db, (await known()).buyerId);
  const session = newSession(SECRETS);
  expect(await signIn(passkey, given, session)).toMatchObject(REFUSED);
  expect((await signIn(passkey, {}, session)).status).toBe(200);
});

test('another passkey’s signature, and one that was changed, are refused', async () => {
  const { buyerId } = await known();
  const [one, two] = [await softPasskey(database.db, buyerId), await softPasskey(database.db, buyerId)];
  const session = newSession(SECRETS);
  for (const change of [
    (answer: ReturnType<typeof one.answer>) => ({ ...answer, id: two.id, rawId: two.id }),
    (answer: ReturnType<typeof one.answer>) => ({
      ...answer,
      response: { ...answer.response, signature: Buffer.from('no signature').toString('base64url') },
    }),
    (answer: ReturnType<typeof one.answer>) => ({ ...answer, id: 'unknown', rawId: 'unknown' }),
  ]) {
    const answer = one.answer({ origin, challenge: await challengeFor(session.token) });
    expect(await post('sign-in/passkey', session.token, change(answer))).toMatchObject(REFUSED);
  }
});

test('a challenge ends after five minutes', async () => {
  const passkey = await softPasskey(database.db, (await known()).buyerId);
  const session = newSession(SECRETS);
  const challenge = await challengeFor(session.token);
  await run(`UPDATE challenge SET expires_at = expires_at - interval '299 seconds' WHERE id = $1`, [
    challenge,
  ]);
  const still = await run('SELECT FROM challenge WHERE id = $1 AND expires_at > now()', [challenge]);
  expect(still).toHaveLength(1);
  await run(`UPDATE challenge SET expires_at = expires_at - interval '1 second' WHERE id = $1`, [challenge]);
  expect(await signIn(passkey, { challenge }, session)).toMatchObject(REFUSED);
});

test('a counter that goes back, or stays, is refused and reported; one that is always 0 is fine', async () => {
  const { buyerId } = await known();
  const passkey = await softPasskey(database.db, buyerId, 7);
  expect((await signIn(passkey, { counter: 8 })).status).toBe(200);
  expect(reported).toEqual([]);
  for (const counter of [8, 7, 0]) expect(await signIn(passkey, { counter })).toMatchObject(REFUSED);
  expect(reported).toHaveLength(3);
  expect(String(reported[0])).toContain('went back');
  reported.length = 0;
  const synchronised = await softPasskey(database.db, buyerId);
  for (let i = 0; i < 2; i++) expect((await signIn(synchronised)).status).toBe(200);
  expect(reported).toEqual([]);
});

test('two answers with one count, at once: one counts', async () => {
  const passkey = await softPasskey(database.db, (await known()).buyerId, 1);
  const both = await Promise.all([1, 2].map(() => signIn(passkey, { counter: 2 })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  reported.length = 0;
});

test('a removed passkey, and one of an erased buyer, sign nobody in', async () => {
  const { buyerId, token } = await known();
  const [one, two] = [await softPasskey(database.db, buyerId), await softPasskey(database.db, buyerId)];
  const { status } = await ask(`${origin}/api/me/passkeys/${one.id}`, 'DELETE', token);
  expect(status).toBe(204);
  expect(await signIn(one)).toMatchObject(REFUSED);
  await run('UPDATE buyer SET email = null, email_key = null, erased_at = now() WHERE id = $1', [buyerId]);
  expect(await signIn(two)).toMatchObject(REFUSED);
});

test('passkeys are changed within five minutes of a sign-in, and by known buyers only', async () => {
  const { buyerId, token } = await known();
  const passkey = await softPasskey(database.db, buyerId);
  await run(`UPDATE session SET created_at = now() - interval '301 seconds' WHERE buyer_id = $1`, [buyerId]);
  const registration = {
    ...{ id: 'AAAA', rawId: 'AAAA', type: 'public-key' },
    response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' },
  };
  for (const who of [token, newSession(SECRETS).token])
    for (const answer of [
      await post('me/passkeys/options', who),
      await post('me/passkeys', who, registration),
      await ask(`${origin}/api/me/passkeys/${passkey.id}`, 'DELETE', who),
    ])
      expect(answer).toMatchObject({ status: 403, body: { code: 'sign_in_again' } });
  // Signing in again with the passkey itself is enough.
  const again = String((await signIn(passkey)).body['token']);
  expect((await post('me/passkeys/options', again)).status).toBe(200);
});

test('nobody removes somebody else’s passkey', async () => {
  const passkey = await softPasskey(database.db, (await known()).buyerId);
  const { token } = await known();
  for (const id of [passkey.id, 'unknown', '%00'])
    expect(await ask(`${origin}/api/me/passkeys/${id}`, 'DELETE', token)).toMatchObject({
      status: 404,
      body: { code: 'passkey_not_found' },
    });
  expect((await signIn(passkey)).status).toBe(200);
});

test('a buyer has at most ten', async () => {
  const { buyerId, token } = await known();
  for (let i = 0; i < 10; i++) await softPasskey(database.db, buyerId);
  expect(await post('me/passkeys/options', token)).toMatchObject({
    status: 409,
    body: { code: 'too_many_passkeys' },
  });
});

test('without a host name there are no passkeys, and the host that a request names doesn’t count', async () => {
  const { token } = newSession(SECRETS);
  const at = (url: string, headers = {}) =>
    ask(`${url}/api/sign-in/passkey/options`, 'POST', token, undefined, headers);
  expect(await at(origin.replace('localhost', '127.0.0.1'))).toMatchObject({
    status: 409,
    body: { code: 'passkeys_unavailable' },
  });
  const addresses = [
    'http://127.0.0.1:3000',
    'https://[::1]',
    'http://tickets.example',
    'https://tickets.example/x',
  ];
  expect(addresses.map((address) => siteOf(address)?.origin)).toEqual([
    ...[undefined, undefined, undefined, 'https://tickets.example'],
  ]);
  const publicUrl = 'https://tickets.example';
  const elsewhere = await startHttp({ accounts, sessionSecrets: SECRETS, publicUrl });
  expect((await at(elsewhere)).body['rpId']).toBe('tickets.example');
});
