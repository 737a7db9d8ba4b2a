/** The account's page. */
import { readFile } from 'node:fs/promises';
import { someone } from '../../helpers/accounts';
import { inspect } from '../../helpers/browser';
import { button, stage, type Theatre } from '../../helpers/visitors';
import { field, signIn, whoIs, withDevice } from './typing';

export function account(theatre: () => Theatre): void {
  const open = async (options = {}) => {
    const person = await theatre().person(options);
    const page = await person.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${theatre().base}/account`);
    return page;
  };
  const known = async (email = someone().email, count = 1) => {
    const page = await open();
    await signIn(theatre(), page, email, count);
    await page.getByText(`You're signed in as ${email}.`).waitFor();
    return { page, email };
  };

  test('tickets of all events come along and are shown, also without a script', async () => {
    await theatre().put('mine-1', { name: 'Samba' });
    await theatre().put('mine-2', { name: 'Forró' });
    const page = await open();
    await page.goto(`${theatre().base}/events/mine-1`);
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').getByRole('button', { name: /^Pay/ }).click();
    await stage(page, 'sold').waitFor();
    await page.goto(`${theatre().base}/events/mine-2`);
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByRole('heading', { name: 'Samba' }).waitFor();
    const email = await signIn(theatre(), page);
    // Back to the event from which they came.
    await page.waitForURL(/events\/mine-2$/);
    await stage(page, 'held').waitFor();

    const cookies = await page.context().cookies();
    const plain = await theatre().person({ javaScriptEnabled: false });
    await plain.addCookies(cookies);
    const read = await plain.newPage();
    await read.goto(`${theatre().base}/account`);
    await read.getByText(`You're signed in as ${email}.`).waitFor();
    await read.getByRole('heading', { name: 'Samba' }).waitFor();
    await read.getByText('Your tickets are reserved.').waitFor();
    expect(await read.locator('.ticket .code-line').count()).toBe(1);
    await Promise.all([page.context().close(), plain.close()]);
  });

  test('other devices are listed and can be signed out, one or all', async () => {
    const { page, email } = await known();
    const second = await known(email, 2);
    const third = await open();
    await page.reload();
    const others = button(page, /^Sign out: /);
    await others.waitFor();
    expect(await others.count()).toBe(1);
    await others.click();
    await others.waitFor({ state: 'detached' });
    await second.page.reload();
    await field(second.page, 'Email address').waitFor();
    expect(await button(page, 'Sign out everywhere else').count()).toBe(0);
    await Promise.all([page, second.page, third].map((one) => one.context().close()));
  });

  test('signing out shows nothing of the account any more, in no tab, and not by the back button', async () => {
    const { page, email } = await known();
    const tab = await page.context().newPage();
    await tab.goto(`${theatre().base}/account`);
    await tab.getByText(email).waitFor();
    await button(page, 'Sign out').first().click();
    await field(page, 'Email address').waitFor();
    await field(tab, 'Email address').waitFor();
    await page.goto(`${theatre().base}/`);
    await page.goBack();
    await field(page, 'Email address').waitFor();
    expect(await page.getByText(email).count()).toBe(0);
    expect((await whoIs(page)).sessions).toEqual([]);
    await page.context().close();
  });

  test('a passkey is added, signs in, and is removed', async () => {
    const { page, email } = await known();
    await withDevice(page);
    await button(page, 'Add a passkey').click();
    await button(page, /^Remove: /).waitFor();
    await button(page, 'Add a passkey').click();
    await page.getByText('This device already has a passkey for you.').waitFor();
    await button(page, 'Sign out').first().click();
    await button(page, 'Sign in with a passkey').click();
    await page.getByText(`You're signed in as ${email}.`).waitFor();
    await button(page, /^Remove: /).click();
    await page.getByText(/You won't be able to sign in with it here/).waitFor();
    await button(page, 'Remove').first().click();
    await button(page, /^Remove: /).waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('the field for the address offers passkeys', async () => {
    const { page, email } = await known();
    await withDevice(page);
    await button(page, 'Add a passkey').click();
    await button(page, /^Remove: /).waitFor();
    await button(page, 'Sign out').first().click();
    // The virtual device takes the first suggestion by itself.
    await field(page, 'Email address').focus();
    await page.getByText(`You're signed in as ${email}.`).waitFor();
    await page.context().close();
  });

  test('what is stored can be downloaded, and the account deleted after a question', async () => {
    await theatre().put('theirs');
    const { page, email } = await known();
    await page.goto(`${theatre().base}/events/theirs`);
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    await page.getByRole('link', { name: 'Account' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download your data' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('bilheteria.json');
    const data = JSON.parse(await readFile(await download.path(), 'utf8')) as Record<string, unknown>;
    expect(data).toMatchObject({ account: { email }, preOrders: [{ eventId: 'theirs' }] });

    await button(page, 'Delete account').click();
    await button(page, 'Keep my account').click();
    await button(page, 'Delete account').click();
    await page.getByText("Delete your account? This can't be undone.").waitFor();
    await button(page, 'Delete account').click();
    await page.getByText('Your account has been deleted.').waitFor();
    expect(await whoIs(page)).toMatchObject({ email: null, sessions: [] });
    // The same address is somebody new.
    await signIn(theatre(), page, email, 2);
    await page.getByText(`You're signed in as ${email}.`).waitFor();
    await page.getByText('You have no tickets yet.').waitFor();
    await page.context().close();
  });

  test('what needs a fresh sign-in asks for one, and goes on after it', async () => {
    const { page, email } = await known();
    // Five minutes later the server says so.
    await page.route('**/api/me', (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 403, json: { status: 403, code: 'sign_in_again', detail: '' } })
        : route.continue(),
    );
    await button(page, 'Delete account').click();
    await button(page, 'Delete account').click();
    await page.getByText("First confirm that it's you: sign in again.").waitFor();
    await page.unroute('**/api/me');
    await signIn(theatre(), page, email, 2);
    await field(page, 'Code').waitFor({ state: 'detached' });
    await button(page, 'Delete account').click();
    await button(page, 'Delete account').click();
    await page.getByText('Your account has been deleted.').waitFor();
    await page.context().close();
  });

  test.each(['en', 'pt-BR'])('it fits and can be read by everyone (%s)', async (locale) => {
    await theatre().put('shown');
    const { page, email } = await known();
    await page.goto(`${theatre().base}/events/shown`);
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').getByRole('button', { name: /^Pay/ }).click();
    await stage(page, 'sold').waitFor();
    await withDevice(page);
    await page.goto(`${theatre().base}/account?lang=en`);
    await button(page, 'Add a passkey').click();
    await button(page, /^Remove: /).waitFor();
    const second = await known(email, 2);
    await page.goto(`${theatre().base}/account?lang=${locale}`);
    await page.getByText(email).waitFor();
    await inspect(page, `account-${locale}`);
    await page.goto(`${theatre().base}/account?erased&lang=${locale}`);
    const stranger = await open({ locale });
    await stranger.locator('input[name=email]').waitFor();
    await stranger.locator('.other-ways .button').first().waitFor();
    await inspect(stranger, `account-anonymous-${locale}`);
    await Promise.all([page, second.page, stranger].map((one) => one.context().close()));
  });
}
