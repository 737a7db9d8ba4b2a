/** The page to which the link of a mail leads. */
import { someone } from '../../helpers/accounts';
import { inspect } from '../../helpers/browser';
import { button, type Theatre } from '../../helpers/visitors';
import { askForCode, enterCode, field, whoIs } from './typing';

export function theLink(theatre: () => Theatre): void {
  /** Asks for a code, and has the link that came with it. */
  const asked = async () => {
    const { base, mail } = theatre();
    const person = await theatre().person();
    const page = await person.newPage();
    await page.goto(`${base}/account`);
    const { email } = someone();
    await askForCode(page, email);
    const code = await theatre().codeTo(email);
    const { text = '' } = await mail.untilTakenTo(email);
    const path = /\/sign-in\/[\w-]+/.exec(text)?.[0] ?? '';
    return { person, page, email, code, link: base + path };
  };

  test('the code can be typed there, in the browser that asked', async () => {
    const { person, page, email, code, link } = await asked();
    const tab = await person.newPage();
    await tab.goto(`${link}?next=/account%3Flang%3Den`);
    await enterCode(tab, code);
    await tab.waitForURL(/\/account\?lang=en$/);
    await tab.getByText(`You're signed in as ${email}.`).waitFor();
    // The tab that asked shows it, too.
    await page.getByText(`You're signed in as ${email}.`).waitFor();
    await person.close();
  });

  test('a scanner that opens it, runs its scripts and follows its links uses nothing up', async () => {
    const { person, page, code, link } = await asked();
    const scanner = await theatre().person();
    const visited = await scanner.newPage();
    await visited.request.head(link);
    for (let times = 0; times < 6; times++) await visited.goto(link);
    await field(visited, 'Code').waitFor();
    for (const href of await visited.evaluate(() => [...document.links].map((one) => one.href)))
      if (!href.includes('#')) await scanner.request.get(href);
    await enterCode(page, code);
    await page.getByText("You're signed in as").waitFor();
    await Promise.all([person.close(), scanner.close()]);
  });

  test('another browser reads where the code belongs, and can ask for its own', async () => {
    const { person, page, email, code, link } = await asked();
    const other = await theatre().person();
    const tab = await other.newPage();
    await tab.goto(link);
    await enterCode(tab, code);
    await tab.getByText('This code was requested in another browser.').waitFor();
    expect((await whoIs(tab)).email).toBeNull();
    await enterCode(page, code);
    await page.getByText(`You're signed in as ${email}.`).waitFor();
    await Promise.all([person.close(), other.close()]);
  });

  test('it tells no other site its address, and leads to no other site', async () => {
    const { person, code, link } = await asked();
    const tab = await person.newPage();
    const answer = await tab.goto(`${link}?next=https://evil.example/`);
    expect(answer?.headers()).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-store',
    });
    await enterCode(tab, code);
    await tab.waitForURL(`${theatre().base}/`);
    expect((await tab.goto(`${theatre().base}/sign-in/nothing`))?.status()).toBe(404);
    await person.close();
  });

  test('without a script it says what it needs', async () => {
    const { person, link } = await asked();
    const plain = await theatre().person({ javaScriptEnabled: false });
    const tab = await plain.newPage();
    await tab.goto(link);
    await tab.getByRole('heading', { name: 'Enter your code' }).waitFor();
    expect(await tab.locator('main').innerText()).toContain('turn on JavaScript');
    await Promise.all([person.close(), plain.close()]);
  });

  test.each(['en', 'pt-BR'])('it fits and can be read by everyone (%s)', async (locale) => {
    const { person, link } = await asked();
    const reader = await theatre().person({ locale });
    const tab = await reader.newPage();
    await tab.goto(link);
    await tab.locator('input[name=code]').waitFor();
    await inspect(tab, `sign-in-link-${locale}`);
    // The other language is the same page.
    await tab.locator('.top a[hreflang]').click();
    await tab.locator('input[name=code]').waitFor();
    expect(tab.url()).toContain(link);
    await button(tab, /Use another address|Usar outro endereço/).click();
    await tab.locator('input[name=email]').waitFor();
    await Promise.all([person.close(), reader.close()]);
  });
}
