/** Passkeys in a real browser, with an authenticator that the browser plays. */
import { Router } from 'express';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { bundlePages } from '../../../src/web/bundle';
import { loadAssets } from '../../../src/web/assets';
import type * as Passkeys from '../../../src/web/client/account/passkey';
import type { Answer, RequestOptions } from '../../../src/web/client/http';
import { accountsOf, knownBuyer, SECRETS } from '../../helpers/accounts';
import { ask } from '../../helpers/app';
import { describeInBrowser, launchBrowser } from '../../helpers/browser';
import { createTestDatabase, type TestDatabase } from '../../helpers/database';
import { startHttp, stopHttp } from '../../helpers/http-app';

describeInBrowser('passkeys', () => {
  let browser: Browser;
  let database: TestDatabase;
  let accounts: ReturnType<typeof accountsOf>;
  let origin: string;
  let other: string;
  let script: string;
  let page: Page;
  let devices: CDPSession;
  let authenticatorId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = accountsOf(database);
    const assets = await loadAssets();
    script = assets.url('passkey', 'js') as string;
    const pages = {
      routes: () =>
        Router()
          .use(assets.routes)
          .get('/blank', (_request, response) => {
            response.set('Content-Security-Policy', "script-src 'self'; connect-src 'self'").type('html');
            response.send(
              '<!doctype html><title>Blank</title><input autocomplete="username webauthn">' +
                '<script type="module" src="/blank.js"></script>',
            );
          })
          .get('/blank.js', (_request, response) => {
            response.type('js').send(`import * as passkeys from '${script}'; window.passkeys = passkeys;`);
          }),
      sendProblem: () => undefined,
    };
    const start = () => startHttp({ accounts, sessionSecrets: SECRETS, pages });
    origin = (await start()).replace('127.0.0.1', 'localhost');
    other = (await start()).replace('127.0.0.1', 'localhost');
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await stopHttp();
    await database.db.close();
  });
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
    await page.goto(`${origin}/blank`, { waitUntil: 'load' });
    devices = await page.context().newCDPSession(page);
    await devices.send('WebAuthn.enable');
    ({ authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    }));
  });
  afterEach(() => page.context().close());

  /** Makes the browser's session this buyer's; without one, a new anonymous buyer's. */
  async function be(who?: { token: string }): Promise<string> {
    await page.context().clearCookies();
    if (who) await page.context().addCookies([{ name: 'bilheteria_session', value: who.token, url: origin }]);
    return page.evaluate(async () => {
      const response = await fetch('/api/session', { method: 'POST' });
      return ((await response.json()) as { token: string }).token;
    });
  }
  /** Calls what the script has, with the page's own requests. */
  const use = (name: 'signInWithPasskey' | 'suggestPasskeys' | 'addPasskey') =>
    page.evaluate(async (called) => {
      const { passkeys } = globalThis as unknown as { passkeys: typeof Passkeys };
      return passkeys[called](async (path, { method = 'GET', body } = {}) => {
        const response = await fetch(path, {
          method,
          ...(body !== undefined && {
            body: JSON.stringify(body),
            headers: { 'Content-Type': 'application/json' },
          }),
        });
        const answered = (await response.json()) as never;
        return response.ok
          ? { ok: true, body: answered, etag: null }
          : { ok: false, problem: answered, retryAfterMs: 0 };
      });
    }, name);
  /** What the browser would send as an answer to these options. */
  const answerTo = (options: unknown) =>
    page.evaluate(async (asked) => {
      const { passkeys } = globalThis as unknown as { passkeys: typeof Passkeys };
      let sent: unknown;
      await passkeys.signInWithPasskey((path: string, request?: RequestOptions): Promise<Answer> => {
        if (!path.endsWith('/options')) sent = request?.body;
        return Promise.resolve({ ok: true, body: asked, etag: null });
      });
      return sent;
    }, options);
  const me = () =>
    page.evaluate(
      async () => (await fetch('/api/me')).json() as Promise<{ buyerId: string; passkeys: object[] }>,
    );

  test('a buyer adds a passkey, and signs in with it where nobody knows them', async () => {
    const buyer = await knownBuyer(database.db);
    await be(buyer);
    expect(await use('addPasskey')).toMatchObject({
      ok: true,
      body: { name: 'Chrome · Linux', lastUsedAt: null },
    });
    expect((await me()).passkeys).toHaveLength(1);
    const { credentials } = await devices.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);
    // The same device makes no second one for the same buyer.
    expect(await use('addPasskey')).toBe('exists');
    const before = await be();
    expect((await me()).buyerId).not.toBe(buyer.buyerId);
    expect(await use('signInWithPasskey')).toMatchObject({
      ok: true,
      body: { buyerId: buyer.buyerId, email: buyer.email },
    });
    expect((await me()).buyerId).toBe(buyer.buyerId);
    expect((await ask(`${origin}/api/me`, 'GET', before)).body['code']).toBe('session_ended');
  });

  test('a passkey that is suggested in a field signs in', async () => {
    const buyer = await knownBuyer(database.db);
    await be(buyer);
    await use('addPasskey');
    await be();
    expect(await use('suggestPasskeys')).toMatchObject({ ok: true, body: { buyerId: buyer.buyerId } });
  });

  test('a buyer without an address has passkeys, too', async () => {
    const buyer = await knownBuyer(database.db, null);
    await be(buyer);
    expect(await use('addPasskey')).toMatchObject({ ok: true });
    await be();
    expect(await use('signInWithPasskey')).toMatchObject({ ok: true, body: { email: null } });
  });

  test('who isn’t verified, or has no passkey, is not signed in', async () => {
    await be(await knownBuyer(database.db));
    await use('addPasskey');
    const token = await be();
    await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    expect(await use('signInWithPasskey')).toBe('cancelled');
    // Nor if the page asks the browser for less than the server wants.
    const asked = await ask(`${origin}/api/sign-in/passkey/options`, 'POST', token);
    const answer = await answerTo({ ...asked.body, userVerification: 'discouraged' });
    expect(answer).toBeDefined();
    expect(await ask(`${origin}/api/sign-in/passkey`, 'POST', token, answer)).toMatchObject({
      status: 401,
      body: { code: 'passkey_refused' },
    });
  });

  test('an answer that was given to a page of another origin is refused', async () => {
    await be(await knownBuyer(database.db));
    await use('addPasskey');
    const token = await be();
    const asked = await ask(`${origin}/api/sign-in/passkey/options`, 'POST', token);
    // Passkeys of one host work at each of its ports, as far as the browser knows.
    await page.goto(`${other}/blank`);
    const answer = await answerTo(asked.body);
    expect(answer).toBeDefined();
    expect((await ask(`${origin}/api/sign-in/passkey`, 'POST', token, answer)).status).toBe(401);
  });

  test('a passkey that was made for the sign-in’s challenge is not added', async () => {
    const buyer = await knownBuyer(database.db);
    await be(buyer);
    const toSignIn = await ask(`${origin}/api/sign-in/passkey/options`, 'POST', buyer.token);
    const outcome = await page.evaluate(async (challenge) => {
      const { passkeys } = globalThis as unknown as { passkeys: typeof Passkeys };
      return passkeys.addPasskey(async (path, { body } = {}) => {
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(path, {
          method: 'POST',
          ...(body !== undefined && { body: JSON.stringify(body), headers }),
        });
        const answered = (await response.json()) as object;
        if (!path.endsWith('/options')) return { ok: false, problem: answered as never, retryAfterMs: 0 };
        return { ok: true, body: { ...answered, challenge }, etag: null };
      });
    }, toSignIn.body['challenge']);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'passkey_refused' } });
    expect((await me()).passkeys).toEqual([]);
  });
});

test('the script for passkeys is its own, and pages only know where it is', async () => {
  const files = await bundlePages();
  const passkey = files.find(({ file }) => file.startsWith('passkey-'));
  expect(passkey?.content.toString()).toContain('navigator.credentials.get');
  for (const { file, content } of files)
    if (file !== passkey?.file) expect(content.toString()).not.toContain('navigator.credentials');
});
