/** Operators sign in on their page as buyers do. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Database } from '../../../src/db/database';
import { someone } from '../../helpers/accounts';
import { ask } from '../../helpers/app';
import { inspect } from '../../helpers/browser';
import type { startIssuer } from '../../helpers/issuer';
import { button, type Theatre } from '../../helpers/visitors';
import { askForCode, enterCode, field, signIn, whoIs, withDevice } from './typing';

export function asOperator(
  theatre: () => Theatre,
  issuer: () => Awaited<ReturnType<typeof startIssuer>>,
  db: () => Database,
): void {
  const access = (email: string, method: string, body?: object) =>
    ask(`${theatre().app.url}/admin/operators/${email}`, method, theatre().app.adminToken, body, {
      'accept-language': 'en',
    });
  /** Somebody who was invited. */
  const operator = async (role: string) => {
    const { email } = someone();
    await access(email, 'PUT', { role });
    await theatre().mail.untilTakenTo(email);
    return email;
  };
  const opened = async (hash = '', options = {}) => {
    const person = await theatre().person({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await person.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${theatre().base}/operate${hash}`);
    return page;
  };
  /** Signs in by the code that comes after the invitation. */
  const signsIn = (page: Page, email: string, count = 2) => signIn(theatre(), page, email, count);
  const goOn = (page: Page, email: string) => button(page, `Continue as ${email}`);
  const signedIn = (page: Page, email: string, role: string) =>
    page.getByText(`Signed in as ${email} (${role})`).waitFor();

  test('the invitation leads to the page, which shows what the role may do once the code was typed', async () => {
    await theatre().put('desk');
    const email = await operator('viewer');
    const { text = '' } = await theatre().mail.untilTakenTo(email);
    const page = await opened();
    await page.goto(/http:\S+/.exec(text)?.[0] ?? '');
    await signsIn(page, email);
    await signedIn(page, email, 'Viewer');
    expect(await page.getByRole('link', { name: 'New event' }).count()).toBe(0);
    await page.reload();
    await signedIn(page, email, 'Viewer');
    await page.getByRole('link', { name: 'Rock no Rio' }).first().waitFor();
    await page.context().close();
  });

  test('the page says that a role sees nothing here', async () => {
    const email = await operator('gate');
    const page = await opened();
    await signsIn(page, email);
    await signedIn(page, email, 'Gate');
    await page.getByText('It requires the role Viewer.').waitFor();
    await page.context().close();
  });

  test('a buyer without a role reads that, gets in once it is given, and can use another address', async () => {
    const page = await opened();
    const email = await signIn(theatre(), page);
    const noRole = page.getByText('This address has no role here.');
    await noRole.waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(`Continue as ${email}`);
    await goOn(page, email).click();
    await noRole.waitFor();
    const admin = await operator('admin');
    await button(page, 'Use another address').click();
    await field(page, 'Email address').waitFor();
    expect(await noRole.count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('email');
    await signsIn(page, admin);
    await signedIn(page, admin, 'Admin');
    await button(page, 'Sign out').click();
    await signIn(theatre(), page, email, 2);
    await noRole.waitFor();
    await access(email, 'PUT', { role: 'manager' });
    await goOn(page, email).click();
    await signedIn(page, email, 'Manager');
    await page.context().close();
  });

  test('a buyer who has just signed in goes on with one press, and after five minutes confirms who it is', async () => {
    const email = await operator('finance');
    const page = await opened();
    await page.goto(`${theatre().base}/account`);
    await signsIn(page, email);
    await page.getByText(`You're signed in as ${email}.`).waitFor();
    const { buyerId } = await whoIs(page);
    const text = `UPDATE session SET created_at = now() - interval '6 minutes' WHERE buyer_id = $1`;
    await db().query({ name: 'six_minutes', text }, [buyerId]);
    await page.goto(`${theatre().base}/operate#/find`);
    await goOn(page, email).click();
    await page.getByText("First confirm that it's you").waitFor();
    expect(await field(page, 'Email address').inputValue()).toBe(email);
    await signsIn(page, email, 3);
    await signedIn(page, email, 'Finance');
    await page.getByRole('heading', { name: 'Find an order' }).waitFor();
    await page.context().request.delete(`${theatre().base}/api/admin/session`, {
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    await page.reload();
    await goOn(page, email).click();
    await signedIn(page, email, 'Finance');
    await page.context().close();
  });

  test('a passkey signs in without a mail', async () => {
    const email = await operator('manager');
    const page = await opened();
    await withDevice(page);
    await page.goto(`${theatre().base}/account`);
    await signsIn(page, email);
    await button(page, 'Add a passkey').click();
    await button(page, /^Remove: /).waitFor();
    await button(page, 'Sign out').first().click();
    await field(page, 'Email address').waitFor();
    await page.goto(`${theatre().base}/operate`);
    await button(page, 'Sign in with a passkey').click();
    await signedIn(page, email, 'Manager');
    await page.context().close();
  });

  test('an account elsewhere leads back to the same view, and one press goes on', async () => {
    const email = await operator('manager');
    await issuer().is({ sub: randomUUID(), email, email_verified: true });
    const page = await opened('#/new');
    await page.getByRole('link', { name: 'Continue with Elsewhere' }).click();
    await goOn(page, email).click();
    await signedIn(page, email, 'Manager');
    await page.getByRole('heading', { name: 'New event' }).waitFor();
    await page.context().close();
  });

  test('the page says that somebody said no elsewhere, or has no address there', async () => {
    await issuer().is({ sub: randomUUID(), refuses: true });
    const page = await opened();
    const elsewhere = page.getByRole('link', { name: 'Continue with Elsewhere' });
    await elsewhere.click();
    await page.getByText('You cancelled signing in.').waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/operate');
    await issuer().is({ sub: randomUUID() });
    await elsewhere.click();
    await page.getByText("You're signed in without an email address.").waitFor();
    await button(page, 'Use another address').click();
    await elsewhere.waitFor();
    await page.context().close();
  });

  test('the link of a code signs in beside the page, which then goes on', async () => {
    const email = await operator('viewer');
    const page = await opened();
    await askForCode(page, email);
    const { text = '' } = await theatre().mail.untilTakenTo(email, 2);
    const tab = await page.context().newPage();
    await tab.goto(theatre().base + (/\/sign-in\/[\w-]+/.exec(text)?.[0] ?? ''));
    await enterCode(tab, await theatre().codeTo(email, 2));
    await tab.getByText(`You're signed in as ${email}.`).waitFor();
    await goOn(page, email).click();
    await signedIn(page, email, 'Viewer');
    await page.context().close();
  });

  test('signing out ends both sign-ins, in every tab', async () => {
    const email = await operator('manager');
    const page = await opened();
    const tab = await page.context().newPage();
    await tab.goto(`${theatre().base}/operate`);
    await field(tab, 'Email address').waitFor();
    await signsIn(page, email);
    await signedIn(tab, email, 'Manager');
    await button(page, 'Sign out').click();
    for (const one of [page, tab]) await field(one, 'Email address').waitFor();
    expect((await page.context().request.get(`${theatre().base}/api/me`)).status()).toBe(401);
    const cookies = (await page.context().cookies()).map(({ name }) => name);
    expect(cookies).not.toContain('bilheteria_operator');
    await page.context().close();
  });

  test('somebody who is removed is out with the next answer', async () => {
    const email = await operator('manager');
    const page = await opened();
    await signsIn(page, email);
    await signedIn(page, email, 'Manager');
    await access(email, 'DELETE');
    for (const view of ['#/find', '#/']) await page.goto(`${theatre().base}/operate${view}`);
    await goOn(page, email).click();
    await page.getByText('This address has no role here.').waitFor();
    await page.context().close();
  });

  test.each(['en', 'pt-BR'])('it fits and can be read by everyone (%s)', async (locale) => {
    const page = await opened('', { locale });
    await page.locator('.other-ways .button').first().waitFor();
    await inspect(page, `operate-sign-in-address-${locale}`);
    await page.locator('summary').click();
    await inspect(page, `operate-sign-in-token-${locale}`);
    await page.locator('summary').click();
    const { email } = someone();
    await page.locator('input[name=email]').fill(email);
    await page.locator('.sign-in .main').click();
    await page.locator('input[name=code]').waitFor();
    await inspect(page, `operate-sign-in-code-${locale}`);
    await page.locator('input[name=code]').fill(await theatre().codeTo(email));
    // By the keyboard alone.
    await page.keyboard.press('Enter');
    await page.locator('.entry .problem').waitFor();
    await inspect(page, `operate-sign-in-no-role-${locale}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('input[name=email]').waitFor();
    await page.context().close();
  });
}
