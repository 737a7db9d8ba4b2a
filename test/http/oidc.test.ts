/** Accounts elsewhere, over HTTP, with providers that say what no honest one would. */
import { randomUUID } from 'node:crypto';
import { ownPath } from '../../src/domain/own-path';
import { newSession } from '../../src/http/session';
import { accountsOf, knownBuyer, SECRETS, someone } from '../helpers/accounts';
import { ask } from '../helpers/app';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { startFalseIssuer, type Says } from '../helpers/false-issuer';
import { startHttp, stopHttp } from '../helpers/http-app';

let database: TestDatabase;
let accounts: ReturnType<typeof accountsOf>;
let url: string;
let one: Awaited<ReturnType<typeof startFalseIssuer>>;
let two: typeof one;
let silent: typeof one;
const reported: unknown[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  [one, two, silent] = [
    await startFalseIssuer('one'),
    await startFalseIssuer('two'),
    await startFalseIssuer('silent'),
  ];
  silent.state.hangs = true;
  const gone = { ...one.settings, id: 'gone', issuer: 'http://127.0.0.1:2' };
  const providers = [one.settings, two.settings, silent.settings, gone];
  accounts = accountsOf(database, { providers, onError: (error) => reported.push(error) });
  url = await startHttp({ accounts, sessionSecrets: SECRETS });
});
afterAll(async () => {
  await stopHttp();
  await Promise.all([one.close(), two.close(), silent.close()]);
  await database.db.close();
});

const run = (text: string, values: unknown[] = []) =>
  database.db.transaction((tx) => tx.query<Record<string, unknown>>(text, values));

/** A browser: its cookie, and where it is led to. */
function browserOf(token?: string) {
  const browser = {
    token,
    async open(path: string, headers = {}, method = 'GET') {
      const cookie = browser.token === undefined ? {} : { cookie: `bilheteria_session=${browser.token}` };
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: { ...cookie, ...headers },
      });
      const set = /bilheteria_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
      if (set) browser.token = set;
      return {
        status: response.status,
        location: response.headers.get('location') ?? '',
        headers: response.headers,
      };
    },
    /** @returns where the provider's page is. */
    begin: async (provider = 'one', next = '/events/show', headers: object = FROM_OUR_PAGE) =>
      (await browser.open(`/api/sign-in/oidc/${provider}?next=${encodeURIComponent(next)}`, headers))
        .location,
    end: async (parameters: Record<string, string>, provider = 'one') =>
      (
        await browser.open(
          `/api/sign-in/oidc/${provider}/callback?${new URLSearchParams(parameters).toString()}`,
          { 'sec-fetch-site': 'cross-site' },
        )
      ).location,
    /** The whole way. @returns where it ends. */
    signIn: async (says: Says) => browser.end(one.authorize(await browser.begin(), says)),
    me: async () => (await ask(`${url}/api/me`, 'GET', browser.token)).body,
  };
  return browser;
}
const FROM_OUR_PAGE = { 'sec-fetch-site': 'same-origin' };
const visitor = () => browserOf(newSession(SECRETS).token);
const somebody = () => ({ sub: randomUUID(), ...someone() });
const claims = ({ sub, email }: { sub: string; email: string }) => ({
  claims: { sub, email, email_verified: true },
});
const FAILED = '/events/show?sign-in=failed';

describe('signing in', () => {
  test('a new buyer keeps the id, has the verified address, and ends on the page that was left', async () => {
    const { buyerId, token } = newSession(SECRETS);
    const [browser, who] = [browserOf(token), somebody()];
    expect(await browser.signIn(claims(who))).toBe('/events/show');
    expect(await browser.me()).toMatchObject({ buyerId, email: who.email, sessions: [{ current: true }] });
    expect((await ask(`${url}/api/me`, 'GET', token)).body['code']).toBe('session_ended');
    // Another browser with the same account is the same buyer; with the same subject elsewhere it isn't.
    const second = visitor();
    await second.signIn(claims(who));
    expect((await second.me())['buyerId']).toBe(buyerId);
    const third = visitor();
    await third.end(two.authorize(await third.begin('two'), { claims: { sub: who.sub } }), 'two');
    const other = await third.me();
    expect(other['buyerId']).not.toBe(buyerId);
    expect(other['email']).toBeNull();
  });

  test('the provider gets a challenge, a state and a nonce, and later the secret of the challenge', async () => {
    const browser = visitor();
    const { searchParams } = new URL(await browser.begin());
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email' },
      ...{ redirect_uri: `${url}/api/sign-in/oidc/one/callback`, client_id: 'client of one' },
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(searchParams.get(name)?.length).toBeGreaterThanOrEqual(43);
    const before = one.state.verified;
    await browser.signIn(claims(somebody()));
    expect(one.state.verified).toBe(before + 1);
  });

  test('an address that only the user info has counts', async () => {
    const [browser, { sub, email }] = [visitor(), somebody()];
    await browser.signIn({ claims: { sub }, userinfo: { email, email_verified: true } });
    expect((await browser.me())['email']).toBe(email);
  });

  test.each([
    ['"false"', 'false'],
    ['"true"', 'true'],
    ['1', 1],
    ['null', null],
    ['missing', undefined],
  ])(
    'an address with email_verified %s doesn’t count, and the buyer is known without one',
    async (_what, value) => {
      for (const inToken of [true, false]) {
        const [browser, { sub, email }] = [visitor(), somebody()];
        const told = { email, email_verified: value };
        await browser.signIn(inToken ? { claims: { sub, ...told } } : { claims: { sub }, userinfo: told });
        expect(await browser.me()).toMatchObject({ email: null, sessions: [{ current: true }] });
      }
    },
  );

  test('what is no address doesn’t count', async () => {
    for (const email of ['nobody', 'a@b.example\r\nBcc: x@y.example', { a: 1 }, 7]) {
      const browser = visitor();
      await browser.signIn({ claims: { sub: randomUUID(), email, email_verified: true } });
      expect((await browser.me())['email']).toBeNull();
    }
  });

  test('the first sign-ins of an account, six at once: one buyer', async () => {
    const who = somebody();
    const browsers = Array.from({ length: 6 }, visitor);
    await Promise.all(browsers.map((browser) => browser.signIn(claims(who))));
    const ids = await Promise.all(browsers.map(async ({ me }) => (await me())['buyerId']));
    expect(new Set(ids).size).toBe(1);
    expect(await run('SELECT FROM oidc_identity WHERE subject = $1', [who.sub])).toHaveLength(1);
  });

  test('the account of an erased buyer signs nobody in', async () => {
    const [browser, who] = [visitor(), somebody()];
    await browser.signIn(claims(who));
    const { buyerId } = await browser.me();
    await run('UPDATE buyer SET email = null, email_key = null, erased_at = now() WHERE id = $1', [buyerId]);
    expect(await visitor().signIn(claims(who))).toBe(FAILED);
  });
});

describe('an address that another buyer has', () => {
  const buyerOf = async (sub: string) =>
    (await run('SELECT buyer_id FROM oidc_identity WHERE subject = $1', [sub]))[0];

  test('the account is linked once the address is proved by a code, and not before', async () => {
    const owner = await knownBuyer(database.db);
    const email = String(owner.email);
    const [browser, sub] = [visitor(), randomUUID()];
    const led = await browser.signIn(claims({ sub, email }));
    const [, signInId = ''] = /^\/sign-in\/([0-9a-f-]{36})\?next=%2Fevents%2Fshow$/.exec(led) ?? [];
    expect(signInId).not.toBe('');
    expect((await browser.me())['email']).toBeNull();
    expect(await buyerOf(sub)).toBeUndefined();
    const used = await ask(`${url}/api/sign-in/email/${signInId}`, 'POST', browser.token, {
      code: accounts.codeTo(email),
    });
    expect(used).toMatchObject({ status: 200, body: { buyerId: owner.buyerId } });
    expect(await buyerOf(sub)).toEqual({ buyer_id: owner.buyerId });
    const later = visitor();
    expect(await later.signIn(claims({ sub, email }))).toBe('/events/show');
    expect((await later.me())['buyerId']).toBe(owner.buyerId);
  });

  test('another code of the same session for the same address takes no account along', async () => {
    const owner = await knownBuyer(database.db);
    const email = String(owner.email);
    const [browser, sub] = [visitor(), randomUUID()];
    await browser.signIn(claims({ sub, email }));
    await run(`UPDATE email_code SET created_at = created_at - interval '2 minutes' WHERE email = $1`, [
      email,
    ]);
    const { body } = await ask(`${url}/api/sign-in/email`, 'POST', browser.token, { email });
    const code = accounts.codeTo(email);
    await ask(`${url}/api/sign-in/email/${String(body['signInId'])}`, 'POST', browser.token, { code });
    expect(await buyerOf(sub)).toBeUndefined();
  });

  test('without verification, the address counts for nothing', async () => {
    const owner = await knownBuyer(database.db);
    const browser = visitor();
    await browser.signIn({ claims: { sub: randomUUID(), email: owner.email, email_verified: 'true' } });
    expect(await browser.me()).toMatchObject({ email: null, sessions: [{ current: true }] });
    expect((await browser.me())['buyerId']).not.toBe(owner.buyerId);
  });
});

describe('a known buyer', () => {
  test('adds an account just after a sign-in, from our own page', async () => {
    const owner = await knownBuyer(database.db);
    const [browser, who] = [browserOf(owner.token), somebody()];
    expect(await browser.signIn(claims(who))).toBe('/events/show');
    // The address is the buyer's own, not the account's.
    expect(await browser.me()).toMatchObject({ buyerId: owner.buyerId, email: owner.email });
    expect((await ask(`${url}/api/me`, 'GET', owner.token)).body['code']).toBe('session_ended');
    const other = visitor();
    await other.signIn(claims(who));
    expect((await other.me())['buyerId']).toBe(owner.buyerId);
  });

  test('adds none later, nor by a link that isn’t on our page; the own one signs in again', async () => {
    const owner = await knownBuyer(database.db);
    const browser = browserOf(owner.token);
    for (const headers of [{ 'sec-fetch-site': 'none' }, {}]) {
      const returned = one.authorize(await browser.begin('one', '/', headers), claims(somebody()));
      expect(await browser.end(returned)).toBe('/?sign-in=again');
    }
    const who = somebody();
    expect(await browser.signIn(claims(who))).toBe('/events/show');
    await run(`UPDATE session SET created_at = now() - interval '301 seconds' WHERE buyer_id = $1`, [
      owner.buyerId,
    ]);
    expect(await browser.signIn(claims(somebody()))).toBe('/events/show?sign-in=again');
    expect((await ask(`${url}/api/me/passkeys/x`, 'DELETE', browser.token)).body['code']).toBe(
      'sign_in_again',
    );
    expect(await browser.signIn(claims(who))).toBe('/events/show');
    expect((await ask(`${url}/api/me/passkeys/x`, 'DELETE', browser.token)).body['code']).toBe(
      'passkey_not_found',
    );
  });

  test('is not given the account of somebody else', async () => {
    const [first, who] = [visitor(), somebody()];
    await first.signIn(claims(who));
    const owner = await knownBuyer(database.db);
    const browser = browserOf(owner.token);
    expect(await browser.signIn(claims(who))).toBe('/events/show?sign-in=taken');
    expect((await browser.me())['buyerId']).toBe(owner.buyerId);
  });
});

describe('a return that is not the answer to what was asked', () => {
  test('a state counts once', async () => {
    const browser = visitor();
    const returned = one.authorize(await browser.begin(), { claims: { nonce: 'wrong' } });
    expect(await browser.end(returned)).toBe(FAILED);
    expect(await browser.end(returned)).toBe('/?sign-in=failed');
    const right = one.authorize(await browser.begin(), claims(somebody()));
    const ends = await Promise.all([1, 2, 3].map(() => browserOf(browser.token).end(right)));
    expect(ends.filter((end) => end === '/events/show')).toHaveLength(1);
  });

  test('a state is the browser’s own, whose it stays', async () => {
    const [browser, who] = [visitor(), somebody()];
    const returned = one.authorize(await browser.begin(), claims(who));
    const stranger = visitor();
    expect(await stranger.end(returned)).toBe('/?sign-in=failed');
    expect((await stranger.me())['email']).toBeNull();
    expect(await browser.end(returned)).toBe('/events/show');
  });

  test('a browser without a session is not signed in', async () => {
    const returned = one.authorize(await visitor().begin(), claims(somebody()));
    expect(await browserOf().end(returned)).toBe('/?sign-in=failed');
  });

  test('a state of one provider is nothing to another', async () => {
    const browser = visitor();
    const [location, who] = [await browser.begin('one'), somebody()];
    expect(await browser.end(two.authorize(location, claims(who)), 'two')).toBe('/?sign-in=failed');
    // Nor does the answer of another provider count where it was asked for.
    expect(await browser.end({ ...two.authorize(location, claims(who)) }, 'one')).toBe(FAILED);
    expect((await browser.me())['email']).toBeNull();
  });

  test('a state is neither a code nor a link nor a passkey’s challenge, nor is one of those a state', async () => {
    const browser = visitor();
    const location = await browser.begin();
    const state = new URL(location).searchParams.get('state') ?? '';
    for (const [path, body] of [
      [`sign-in/email/${state}`, { code: '123456' }],
      [`sign-in/email/${randomUUID()}`, { code: state }],
    ] as const)
      expect((await ask(`${url}/api/${path}`, 'POST', browser.token, body)).status).toBeGreaterThanOrEqual(
        400,
      );
    const options = await ask(
      `${url.replace('127.0.0.1', 'localhost')}/api/sign-in/passkey/options`,
      'POST',
      browser.token,
    );
    const challenge = String(options.body['challenge']);
    const returned = one.authorize(location, claims(somebody()));
    for (const wrong of [challenge, '', 'x'.repeat(43), "' OR true --", 'undefined'])
      expect(await browser.end({ ...returned, state: wrong })).toBe('/?sign-in=failed');
    expect(await browser.end(returned)).toBe('/events/show');
  });

  test('a state ends after ten minutes', async () => {
    const browser = visitor();
    const returned = one.authorize(await browser.begin(), claims(somebody()));
    await run(`UPDATE challenge SET expires_at = expires_at - interval '600 seconds' WHERE id = $1`, [
      returned.state,
    ]);
    expect(await browser.end(returned)).toBe('/?sign-in=failed');
  });

  const now = () => Math.floor(Date.now() / 1_000);
  test.each<[string, () => Says]>([
    ['has another nonce', () => ({ claims: { nonce: 'of another sign-in' } })],
    ['has no nonce', () => ({ claims: { nonce: undefined } })],
    ['was made for an earlier sign-in', () => ({ idToken: one.state.idTokens[0] ?? '' })],
    ['is signed by nobody', () => ({ header: { alg: 'none' } })],
    ['is signed with the client’s secret', () => ({ header: { alg: 'HS256' } })],
    ['is signed with another key', () => ({ otherKey: true })],
    ['is another client’s', () => ({ claims: { aud: 'somebody else' } })],
    ['is of another issuer', () => ({ claims: { iss: two.url } })],
    ['is too old', () => ({ claims: { iat: now() - 7_200, exp: now() - 3_600 } })],
    ['has no subject', () => ({ claims: { sub: undefined } })],
    ['is missing', () => ({ idToken: null })],
    ['is no token', () => ({ idToken: 'a.b.c' })],
    ['comes with an error', () => ({ tokenStatus: 500 })],
  ])('an ID token is refused that %s', async (_what, says) => {
    const { email } = somebody();
    const browser = visitor();
    const given = says();
    const end = await browser.signIn({
      ...given,
      claims: { email, email_verified: true, ...given.claims },
    });
    expect(end).toBe(FAILED);
    expect(await browser.me()).toMatchObject({ email: null, sessions: [] });
  });

  test('a user info that is about somebody else is refused', async () => {
    const browser = visitor();
    const { sub, email } = somebody();
    const userinfo = { sub: 'somebody else', email, email_verified: true };
    expect(await browser.signIn({ claims: { sub }, userinfo })).toBe(FAILED);
  });

  test('an answer that says it is of another issuer, or of none, is refused', async () => {
    const browser = visitor();
    expect(await browser.end({ ...one.authorize(await browser.begin()), iss: two.url })).toBe(FAILED);
    const { code = '', state = '' } = one.authorize(await browser.begin());
    expect(await browser.end({ code, state })).toBe(FAILED);
  });

  test('somebody who says no at the provider is back where they were', async () => {
    const browser = visitor();
    const { state = '', iss = '' } = one.authorize(await browser.begin());
    expect(await browser.end({ state, iss, error: 'access_denied' })).toBe('/events/show?sign-in=cancelled');
  });
});

describe('the browser’s ways', () => {
  test.each([
    ...['//evil.example', '/\\evil.example', 'https://evil.example/', '\\\\evil.example', '/\t/evil.example'],
    ...[
      '/.//evil.example',
      '/x/..//evil.example',
      'javascript:alert(1)',
      'evil.example',
      '',
      '/api/me',
      '/API',
    ],
    ...[
      '/%2e//evil.example',
      '/..//evil.example',
      `/${'x'.repeat(2_000)}`,
      '\n//evil.example',
      ' //evil.example',
    ],
  ])('%j leads to no other site', (text) => {
    expect(ownPath(text)).toBe('/');
  });

  test('a page of ours keeps its query and fragment', async () => {
    for (const path of ['/', '/events/show', '/events/show?lang=en#tickets', '/account', '/apiary'])
      expect(ownPath(path)).toBe(path);
    const browser = visitor();
    const returned = one.authorize(await browser.begin('one', '/events/show?lang=en#x'), {
      claims: { nonce: 'x' },
    });
    expect(await browser.end(returned)).toBe('/events/show?lang=en&sign-in=failed#x');
    const evil = one.authorize(await browser.begin('one', '//evil.example'), claims(somebody()));
    expect(await browser.end(evil)).toBe('/');
  });

  test('another site can’t begin a sign-in', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { referer: 'https://evil.example/' },
    ])
      expect((await visitor().open('/api/sign-in/oidc/one', headers)).status).toBe(403);
    expect((await visitor().open('/api/sign-in/oidc/one', { referer: `${url}/` })).status).toBe(302);
  });

  test('a browser without a session gets one, and comes back with it', async () => {
    const browser = browserOf();
    const location = await browser.begin();
    expect(browser.token).toBeDefined();
    expect(await browser.end(one.authorize(location, claims(somebody())))).toBe('/events/show');
  });

  test('a HEAD uses nothing up', async () => {
    const browser = visitor();
    const [before] = await run('SELECT count(*) FROM challenge');
    expect((await browser.open('/api/sign-in/oidc/one', {}, 'HEAD')).status).toBe(302);
    expect(await run('SELECT count(*) FROM challenge')).toEqual([before]);
    const returned = one.authorize(await browser.begin(), claims(somebody()));
    const query = new URLSearchParams(returned).toString();
    await browser.open(`/api/sign-in/oidc/one/callback?${query}`, {}, 'HEAD');
    expect(await browser.end(returned)).toBe('/events/show');
  });

  test('nothing of it is kept by a cache or told to the next page', async () => {
    const { headers } = await visitor().open('/api/sign-in/oidc/one', FROM_OUR_PAGE);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('providers are listed without their secrets, and unknown ones don’t exist', async () => {
    const { body } = await ask(`${url}/api/sign-in/providers`, 'GET');
    expect(body).toEqual({
      providers: [
        { id: 'one', name: 'The one' },
        { id: 'two', name: 'The two' },
        { id: 'silent', name: 'The silent' },
        { id: 'gone', name: 'The one' },
      ],
      passkeys: false,
    });
    for (const path of [
      '/api/sign-in/oidc/none',
      '/api/sign-in/oidc/none/callback?state=x',
      '/api/sign-in/oidc/__proto__',
    ])
      expect((await visitor().open(path, FROM_OUR_PAGE)).status).toBe(404);
  });
});

describe('a provider that is away', () => {
  test.each([
    ['gone', 'ECONNREFUSED'],
    ['silent', 'OAUTH_TIMEOUT'],
  ])('leads back to the page, which can say so: %s', async (provider, why) => {
    reported.length = 0;
    expect(await visitor().begin(provider)).toBe('/events/show?sign-in=unavailable');
    expect(String(reported[0])).toContain(`The provider ${provider} cannot be reached: ${why}`);
  });

  test('is asked again once it is back', async () => {
    silent.state.hangs = false;
    const browser = visitor();
    const returned = silent.authorize(await browser.begin('silent'), claims(somebody()));
    expect(await browser.end(returned, 'silent')).toBe('/events/show');
  });
});

test('what is reported names nobody', async () => {
  reported.length = 0;
  const { email, sub } = somebody();
  await visitor().signIn({ claims: { sub, email, email_verified: true, nonce: 'wrong' } });
  expect(reported).toHaveLength(1);
  const text = String(reported[0]) + JSON.stringify(reported[0], Object.getOwnPropertyNames(reported[0]));
  expect(text).toContain('A sign-in with the provider one failed');
  expect(text).not.toContain(email);
  expect(text).not.toContain(sub);
});
