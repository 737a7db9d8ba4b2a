/** An event that asks its buyers to sign in. */
import { someone } from '../../helpers/accounts';
import { ask } from '../../helpers/app';
import { inspect } from '../../helpers/browser';
import { button, inSeconds, preOrdersOf, stage, type Theatre } from '../../helpers/visitors';
import { anotherThan, askForCode, enterCode, field, signIn, whoIs } from './typing';

export function inPlace(theatre: () => Theatre): void {
  const put = (id: string, settings = {}) => theatre().put(id, { signIn: 'required', ...settings });
  const opened = async (id: string, options = {}) => {
    const person = await theatre().person(options);
    const page = await theatre().visit(person, id);
    page.setDefaultTimeout(8_000);
    return page;
  };

  test('who signs in before sales open needs no code when they do', async () => {
    await put('early', { onSaleAt: inSeconds(3_600) });
    const page = await opened('early');
    await page.getByText('Sign in now, so that you').waitFor();
    const email = await signIn(theatre(), page);
    await field(page, 'Code').waitFor({ state: 'detached' });
    expect((await whoIs(page)).email).toBe(email);
    const { length } = theatre().mail.taken;
    await put('early');
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    expect(theatre().mail.taken).toHaveLength(length);
    await page.context().close();
  });

  test('on sale it asks in place of the button, and the choice of tickets stays', async () => {
    await put('now');
    const page = await opened('now');
    await button(page, 'Add one: Pista').click();
    expect(await button(page, /Reserve/).count()).toBe(0);
    await signIn(theatre(), page);
    await button(page, 'Reserve 2 tickets').click();
    await stage(page, 'held').waitFor();
    await page.context().close();
  });

  test('a reload keeps the step, and a code can be pasted as the mail shows it', async () => {
    await put('reload');
    const page = await opened('reload');
    const { email } = someone();
    await askForCode(page, email);
    await page.reload();
    await page.getByText(`We've sent a code to ${email}.`).waitFor();
    const code = await theatre().codeTo(email);
    await enterCode(page, `${code.slice(0, 3)} ${code.slice(3)}`);
    await button(page, 'Reserve 1 ticket').waitFor();
    await page.context().close();
  });

  test('wrong codes are counted in words, and the fifth leads back to the address', async () => {
    await put('wrong');
    const page = await opened('wrong');
    const { email } = someone();
    await askForCode(page, email);
    const wrong = anotherThan(await theatre().codeTo(email));
    await enterCode(page, '12345');
    await page.getByText('The code has six digits.').waitFor();
    for (const left of ['4 more tries', '3 more tries', '2 more tries', 'one more try']) {
      await enterCode(page, wrong);
      await page.getByText(left).waitFor();
    }
    await enterCode(page, wrong);
    await page.getByText("This code doesn't work any more. Get a new one.").waitFor();
    expect(await field(page, 'Email address').inputValue()).toBe(email);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('email');
    await page.context().close();
  });

  test('what is no address is said at once, and what only the server knows is said by it', async () => {
    await put('address');
    const page = await opened('address');
    for (const typed of ['', 'ana', 'ana@@example.org']) {
      await field(page, 'Email address').fill(typed);
      await button(page, 'Send code').click();
      await page.getByText('Check the address: it should look like').waitFor();
      expect(await field(page, 'Email address').getAttribute('aria-invalid')).toBe('true');
    }
    await page.context().close();
  });

  test('another code can be asked for after a minute, and too many are refused with a time', async () => {
    await put('again');
    const page = await opened('again');
    await page.clock.install();
    const { email } = someone();
    await askForCode(page, email);
    const resend = button(page, /^Send a new code/);
    expect(await resend.getAttribute('aria-disabled')).toBe('true');
    expect(await resend.textContent()).toMatch(/in \d+ seconds/);
    await page.clock.fastForward(61_000);
    await button(page, 'Send a new code').and(page.locator('[aria-disabled=false]')).waitFor();
    // Ten for one session.
    const statuses = await page.evaluate(async () => {
      const asked: number[] = [];
      for (let i = 0; i < 12; i++) {
        const body = JSON.stringify({ email: `someone.${i}@example.org` });
        const headers = { 'Content-Type': 'application/json' };
        asked.push((await fetch('/api/sign-in/email', { method: 'POST', headers, body })).status);
      }
      return asked;
    });
    expect(statuses).toContain(429);
    await button(page, 'Use another address').click();
    await field(page, 'Email address').fill(someone().email);
    await button(page, 'Send code').click();
    await page.getByText(/Too many attempts\. Try again in \d+ minutes\./).waitFor();
    await page.context().close();
  });

  test('a lost answer is asked for again, and the first code counts', async () => {
    await put('lost');
    const page = await opened('lost');
    const { email } = someone();
    await askForCode(page, email);
    let lost = 0;
    await page.route('**/api/sign-in/email/*', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await enterCode(page, await theatre().codeTo(email));
    await button(page, 'Reserve 1 ticket').waitFor();
    expect(lost).toBe(2);
    expect((await whoIs(page)).email).toBe(email);
    await page.context().close();
  });

  test('another tab shows the same person', async () => {
    await put('tabs');
    const page = await opened('tabs');
    const other = await theatre().visit(page.context(), 'tabs');
    await field(other, 'Email address').waitFor();
    await signIn(theatre(), page);
    await button(other, 'Reserve 1 ticket').waitFor();
    await page.context().close();
  });

  test('after signing out from elsewhere the page says so, and shows the tickets no longer', async () => {
    await put('ended');
    const page = await opened('ended');
    await signIn(theatre(), page);
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    const [cookie] = await page.context().cookies();
    const { sessions } = await whoIs(page);
    const id = sessions.find(({ current }) => current)?.id;
    await ask(`${theatre().app.url}/me/sessions/${id}`, 'DELETE', cookie?.value);
    await page.getByText("You've been signed out.").waitFor();
    await stage(page, 'held').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.waitForURL(/\/account\?next=/);
    await field(page, 'Email address').waitFor();
    await page.context().close();
  });

  test('a request that crosses a sign-in is asked again, and nobody is called signed out', async () => {
    await put('crossed');
    const page = await opened('crossed');
    await signIn(theatre(), page);
    await button(page, 'Reserve 1 ticket').waitFor();
    let crossed = 0;
    await page.route('**/api/events/crossed/pre-orders', (route) =>
      crossed++ > 0
        ? route.continue()
        : route.fulfill({ status: 401, json: { status: 401, code: 'session_ended', detail: '' } }),
    );
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    expect(crossed).toBe(2);
    expect(await page.getByText("You've been signed out.").count()).toBe(0);
    await page.context().close();
  });

  test('with one ticket for each, opening the page asks once the buyer has signed in', async () => {
    await put('single', { maxPerBuyer: 1 });
    const page = await opened('single');
    await field(page, 'Email address').waitFor();
    expect(await preOrdersOf(page)).toEqual([]);
    await signIn(theatre(), page);
    await stage(page, 'held').waitFor();
    await page.context().close();
  });

  test.each(['en', 'pt-BR'])('it fits and can be read by everyone (%s)', async (locale) => {
    await put('fits', { onSaleAt: inSeconds(3_600) });
    await put('fits-now');
    const page = await opened('fits', { locale });
    await page.locator('input[name=email]').waitFor();
    await inspect(page, `sign-in-early-${locale}`);
    await page.goto(page.url().replace('fits', 'fits-now'));
    await page.locator('.sign-in .main').click();
    await page.locator('input[aria-invalid]').waitFor();
    await inspect(page, `sign-in-address-${locale}`);
    await page.locator('input[name=email]').fill(someone().email);
    await page.locator('.sign-in .main').click();
    await page.locator('input[name=code]').waitFor();
    await inspect(page, `sign-in-code-${locale}`);
    await page.context().close();
  });
}
