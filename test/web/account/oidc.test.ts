/** Signing in with accounts elsewhere: a real browser, and two real providers. */
import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accountsOf, knownBuyer, SECRETS, someone } from '../../helpers/accounts';
import { describeInBrowser, launchBrowser } from '../../helpers/browser';
import { createTestDatabase, type TestDatabase } from '../../helpers/database';
import { startHttp, stopHttp } from '../../helpers/http-app';
import { startIssuer } from '../../helpers/issuer';

describeInBrowser('accounts elsewhere', () => {
  let browser: Browser;
  let database: TestDatabase;
  let origin: string;
  let accounts: ReturnType<typeof accountsOf>;
  let one: Awaited<ReturnType<typeof startIssuer>>;
  let two: typeof one;
  let context: BrowserContext;
  let page: Page;
  const reported: unknown[] = [];

  beforeAll(async () => {
    [one, two] = await Promise.all([startIssuer('one'), startIssuer('two')]);
    database = await createTestDatabase();
    const providers = [one.settings, two.settings];
    accounts = accountsOf(database, { providers, onError: (error) => reported.push(error) });
    const pages = {
      routes: () =>
        Router().use((_request, response) => {
          response
            .set({ 'Referrer-Policy': 'same-origin', 'Content-Security-Policy': "connect-src 'self'" })
            .type('html')
            .send(
              '<!doctype html><title>Page</title><a href="/api/sign-in/oidc/one?next=/page">one</a> ' +
                '<a href="/api/sign-in/oidc/two?next=/page">two</a>',
            );
        }),
      sendProblem: () => undefined,
    };
    // The providers are at 127.0.0.1, so for the browser the program is another site.
    origin = (await startHttp({ accounts, sessionSecrets: SECRETS, pages })).replace(
      '127.0.0.1',
      'localhost',
    );
    for (const issuer of [one, two])
      await issuer.knows(`${origin}/api/sign-in/oidc/${issuer.settings.id}/callback`);
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await stopHttp();
    await Promise.all([one.stop(), two.stop()]);
    await database.db.close();
  }, 60_000);
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${origin}/start`);
    await page.evaluate(() => fetch('/api/session', { method: 'POST' }));
    reported.length = 0;
  });
  afterEach(() => context.close());

  /** Follows a link of our page to a provider, and comes back. @returns the path where it ends. */
  async function signIn(provider: 'one' | 'two'): Promise<string> {
    await page.goto(`${origin}/start`);
    const back = page.waitForURL((url) => url.origin === origin && !/^\/(api|start)/.test(url.pathname));
    await page.getByRole('link', { name: provider, exact: true }).click({ noWaitAfter: true });
    await back;
    await page.waitForLoadState();
    const { pathname, search } = new URL(page.url());
    return pathname + search;
  }
  interface Me {
    buyerId: string;
    email: string | null;
    sessions: object[];
  }
  const me = () => page.evaluate(async () => (await fetch('/api/me')).json() as Promise<Me>);
  const user = () => ({ sub: randomUUID(), email: someone().email, email_verified: true });

  test('a buyer comes back from another site, signed in, to the page that was left', async () => {
    const [before, who] = [await me(), user()];
    await one.is(who);
    expect(await signIn('one')).toBe('/page');
    expect(reported).toEqual([]);
    // The provider tells the address by its user info only.
    expect(await me()).toMatchObject({
      buyerId: before.buyerId,
      email: who.email,
      sessions: [{ current: true }],
    });
    const cookie = (await context.cookies()).find(({ name }) => name === 'bilheteria_session');
    expect(cookie).toMatchObject({ sameSite: 'Lax', httpOnly: true });
  });

  test('an address that isn’t verified doesn’t count', async () => {
    await one.is({ ...user(), email_verified: false });
    expect(await signIn('one')).toBe('/page');
    expect(await me()).toMatchObject({ email: null, sessions: [{ current: true }] });
  });

  test('two providers with one address are two accounts, until the address is proved here', async () => {
    const who = user();
    await Promise.all([one.is(who), two.is({ ...who, sub: randomUUID() })]);
    await signIn('one');
    const { buyerId } = await me();
    await context.clearCookies();
    await page.evaluate(() => fetch('/api/session', { method: 'POST' }));
    const led = await signIn('two');
    expect(led).toMatch(/^\/sign-in\/[0-9a-f-]+\?next=%2Fpage$/);
    expect((await me()).email).toBeNull();
    const code = accounts.codeTo(who.email);
    await page.evaluate(
      async ([path, code]) => {
        const headers = { 'Content-Type': 'application/json' };
        const body = JSON.stringify({ code });
        await fetch(path as string, { method: 'POST', headers, body });
      },
      [`/api/sign-in/email/${led.split(/[/?]/)[2] ?? ''}`, code],
    );
    expect((await me()).buyerId).toBe(buyerId);
    await context.clearCookies();
    await page.evaluate(() => fetch('/api/session', { method: 'POST' }));
    expect(await signIn('two')).toBe('/page');
    expect((await me()).buyerId).toBe(buyerId);
  });

  test('a buyer who is known adds an account to the own ones', async () => {
    const owner = await knownBuyer(database.db);
    await context.clearCookies();
    await context.addCookies([{ name: 'bilheteria_session', value: owner.token, url: origin }]);
    await two.is(user());
    expect(await signIn('two')).toBe('/page');
    expect(await me()).toMatchObject({ buyerId: owner.buyerId, email: owner.email });
  });

  test('somebody who says no is back, and not signed in', async () => {
    await one.is({ ...user(), refuses: true });
    expect(await signIn('one')).toBe('/page?sign-in=cancelled');
    expect((await me()).sessions).toEqual([]);
    expect(reported).toEqual([]);
  });

  test('the code of one provider is nothing at the callback of the other', async () => {
    const who = user();
    await Promise.all([one.is(who), two.is(who)]);
    // The browser's way up to its return, one step at a time.
    let at = `${origin}/api/sign-in/oidc/one?next=/page`;
    while (!at.includes('/callback')) {
      const { location = '' } = (await context.request.get(at, { maxRedirects: 0 })).headers();
      at = new URL(location, at).href;
    }
    // A provider that has the browser sends it back to where another one's answer is awaited.
    const mixed = at.replace('/oidc/one/', '/oidc/two/');
    await page.goto(mixed);
    expect(page.url()).toBe(`${origin}/?sign-in=failed`);
    expect((await me()).sessions).toEqual([]);
    // The same with the right one is fine: nothing was used up.
    await page.goto(at);
    expect(page.url()).toBe(`${origin}/page`);
    expect((await me()).email).toBe(who.email);
    // And a second time it isn't.
    await page.goto(at);
    expect(page.url()).toBe(`${origin}/?sign-in=failed`);
  });

  test('the page of another site can’t begin a sign-in', async () => {
    await page.route('http://127.0.0.1:9/evil', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${origin}/api/sign-in/oidc/one">one</a>` }),
    );
    await page.goto('http://127.0.0.1:9/evil');
    const answered = page.waitForResponse(/\/api\/sign-in\/oidc\/one$/);
    await page.getByRole('link').click();
    expect((await answered).status()).toBe(403);
  });
});
