/** Buying: whole stories from the first look to the end. */
import { ask } from '../../helpers/app';
import { inspect } from '../../helpers/browser';
import { button, preOrdersOf, stage, type, type Theatre } from '../../helpers/visitors';
import { confirmed } from './confirmed';

export function buying(theatre: () => Theatre): void {
  test('the event and what is left of it are in the HTML, under a policy that lets nothing else in', async () => {
    await theatre().put('html', { ticketTypes: [type('pista', 'Pista & <b>', 1_234)] });
    const answer = await fetch(`${theatre().base}/events/html`, {
      headers: { 'accept-language': 'en', 'accept-encoding': 'br' },
    });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(answer.headers.get('content-encoding')).toBe('br');
    const html = await answer.text();
    for (const text of ['Rock no Rio', 'Parque Olímpico', 'Pista &amp; &lt;b>', '1,234 available'])
      expect(html).toContain(text);
    expect((await fetch(`${theatre().base}/events/none`)).status).toBe(404);

    const page = await theatre().visit(await theatre().person({ javaScriptEnabled: false }), 'html');
    expect(await page.locator('main').innerText()).toContain('turn on JavaScript');
  });

  test('somebody chooses, holds and buys; the numbers move meanwhile; reload and back show the same', async () => {
    await theatre().put('buy', {
      ticketTypes: [
        type('pista', 'Pista', 1_000),
        type('premium', 'Pista Premium', 300, 89_500),
        type('camarote', 'Camarote', 50, 149_500),
      ],
    });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'buy');
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await button(page, 'Add one: Pista Premium').dblclick();
    await inspect(page, 'choose');
    await theatre().other('buy', 3);
    await page.getByText('997 available').waitFor();

    await button(page, 'Reserve 2 tickets').dblclick();
    await stage(page, 'held').waitFor();
    expect(await preOrdersOf(page)).toHaveLength(1);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Your tickets are reserved');
    expect(await page.title()).toBe('Your tickets are reserved · Rock no Rio');
    await inspect(page, 'held');

    const left = () => page.locator('.digits [aria-hidden]').innerText();
    const before = await left();
    await page.waitForFunction(
      (was) => document.querySelector('.digits [aria-hidden]')?.textContent !== was,
      before,
    );
    await page.reload();
    await stage(page, 'held').waitFor();
    await button(page, 'Pay R$1,790').dblclick();
    await stage(page, 'sold').waitFor();
    expect(await page.locator('.ticket').first().innerText()).toMatch(
      /Pista Premium\s+Code\s+([0-9A-F]{5} ?){3}/,
    );
    await inspect(page, 'sold');

    await page.goto(theatre().base);
    await inspect(page, 'events');
    await page.goBack();
    await stage(page, 'sold').waitFor();
    await button(page, 'Buy more tickets').click();
    expect(await page.locator('.ticket').count()).toBe(2);
    expect(await preOrdersOf(page)).toMatchObject([{ status: 'sold' }]);
    expect(problems).toEqual([]);
    await person.close();
  });

  test('the network goes in the middle of a checkout: the page says so, asks again by itself, and it is one sale', async () => {
    await theatre().put('lost');
    const person = await theatre().person();
    await person.route('**/stream', (route) => route.abort());
    const page = await theatre().visit(person, 'lost');
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    // The first press reaches the server, and its answer is lost with the network.
    let presses = 0;
    await page.route('**/checkout', async (route) => {
      presses += 1;
      if (presses > 1) return route.continue();
      await person.setOffline(true);
      await route.fetch();
      await route.abort();
    });
    await button(page, /^Pay/).click();
    await page.getByText("You're offline").waitFor();
    expect(await page.locator('.connection').innerText()).toContain(
      'will keep trying until we get an answer',
    );
    await inspect(page, 'offline');
    expect(await stage(page, 'held').count()).toBe(1);
    await person.setOffline(false);
    await stage(page, 'sold').waitFor();
    await page.getByText("You're offline").waitFor({ state: 'detached' });
    expect(await preOrdersOf(page)).toMatchObject([{ status: 'sold' }]);
    await person.close();
  });

  test('a press that was not answered before a reload is pressed again after it, once', async () => {
    await theatre().put('reload');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'reload');
    const keys: (string | undefined)[] = [];
    const asked = new Promise<void>((resolve) => {
      void page.route('**/api/events/*/pre-orders', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch();
        resolve();
      });
    });
    await button(page, 'Add one: Pista').click();
    await button(page, 'Reserve 2 tickets').click();
    await asked;
    await page.reload();
    await stage(page, 'held').waitFor();
    expect(await preOrdersOf(page)).toMatchObject([{ status: 'pre_order' }]);
    expect(new Set(keys).size).toBe(1);
    await person.close();
  });

  test('with nothing to choose opening the page is asking, in however many tabs; given back is not asked for again', async () => {
    await theatre().put('tabs', { maxPerBuyer: 1 });
    const person = await theatre().person();
    const [one, two] = await Promise.all([theatre().visit(person, 'tabs'), theatre().visit(person, 'tabs')]);
    await Promise.all([stage(one, 'held').waitFor(), stage(two, 'held').waitFor()]);
    expect(await preOrdersOf(one)).toHaveLength(1);

    await confirmed(one, 'Release tickets');
    await Promise.all([stage(one, 'ended').waitFor(), stage(two, 'ended').waitFor()]);
    await inspect(one, 'given-back');
    await one.reload();
    await stage(one, 'ended').waitFor();
    expect(await preOrdersOf(one)).toMatchObject([{ status: 'invalidated' }]);

    await button(two, 'Try again').click();
    await Promise.all([stage(one, 'held').waitFor(), stage(two, 'held').waitFor()]);
    await button(two, /^Pay/).click();
    await Promise.all([stage(one, 'sold').waitFor(), stage(two, 'sold').waitFor()]);
    await person.close();
  });

  test('somebody idle is asked whether they are there; an answer keeps the hold, silence ends it, with the reason', async () => {
    await theatre().put('idle', { idleSeconds: 3 });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'idle');
    await button(page, 'Reserve 1 ticket').click();
    const question = page.getByRole('alertdialog', { name: 'Are you still there?' });
    await question.waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Yes, keep my tickets');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });
    await stage(page, 'held').waitFor();
    await question.waitFor();
    await stage(page, 'ended').waitFor();
    expect(await question.isVisible()).toBe(false);
    expect(await stage(page, 'ended').innerText()).toContain('expired because you were inactive');
    await inspect(page, 'idle');
    await button(page, 'Try again').click();
    await stage(page, 'choose').waitFor();

    await theatre().put('still', { idleSeconds: 59 });
    const other = await theatre().visit(person, 'still');
    await other.clock.install();
    await button(other, 'Reserve 1 ticket').click();
    await stage(other, 'held').waitFor();
    await other.clock.fastForward(30_000);
    await other.getByRole('alertdialog').waitFor();
    await inspect(other, 'still-there');
    await person.close();
  });

  test('a phone that was locked, and a server that was away: the page comes back to the truth by itself', async () => {
    await theatre().put('locked');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'locked');
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    /** What a browser tells a page whose phone is locked, and unlocked. */
    const look = (state: 'hidden' | 'visible') =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
        Object.defineProperty(document, 'hidden', { value: now === 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await look('hidden');
    await page.route('**/api/**', (route) => route.abort());
    const [held] = await preOrdersOf(page);
    await person.request.delete(`${theatre().app.url}/pre-orders/${String(held?.id)}`);
    await look('visible');
    await page.getByText("We're having trouble connecting.").waitFor();
    expect(await stage(page, 'held').count()).toBe(1);
    await page.unroute('**/api/**');
    await stage(page, 'ended').waitFor();
    await page.getByText("We're having trouble connecting.").waitFor({ state: 'detached' });
    await person.close();
  });

  test('the keyboard is enough', async () => {
    await theatre().put('keys');
    const person = await theatre().person({ reducedMotion: 'reduce' });
    const page = await theatre().visit(person, 'keys');
    await button(page, 'Reserve 1 ticket').waitFor();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      );
    /** Goes on until it is there. */
    const tabTo = async (name: string) => {
      for (let i = 0; i < 12 && (await focused()) !== name; i += 1) await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
    };
    await tabTo('Add one: Pista');
    await page.keyboard.press('Space');
    await tabTo('Reserve 2 tickets');
    await page.keyboard.press('Enter');
    await stage(page, 'held').waitFor();
    await tabTo('Release tickets');
    await page.keyboard.press('Enter');
    await tabTo('Keep my tickets');
    // The countdown goes on around it and takes the focus from nobody.
    const shown = await page.getByRole('timer').innerText();
    await page.waitForFunction(
      (was) => document.querySelector<HTMLElement>('[role=timer]')?.innerText !== was,
      shown,
    );
    expect(await focused()).toBe('Keep my tickets');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Release tickets');
    await page.keyboard.press('Shift+Tab');
    await tabTo('Pay R$990');
    await page.keyboard.press('Enter');
    await stage(page, 'sold').waitFor();
    expect(await focused()).toBe("You're going!");
    await person.close();
  });

  test('Portuguese and English: by what the browser prefers, by the switch, and kept', async () => {
    await theatre().put('words', { ticketTypes: [type('pista', 'Pista', 1_234)] });
    const person = await theatre().person({ locale: 'pt-BR' });
    const page = await theatre().visit(person, 'words');
    await button(page, 'Reservar 1 ingresso').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('pt-BR');
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/R\$\s495\b(?!,)/);
    expect(text).toContain('1.234 disponíveis');
    expect(text).toMatch(/sáb\., 23 jan\. 2027 · 21:00/);
    await inspect(page, 'portuguese');
    await page.getByRole('link', { name: 'English' }).click();
    await button(page, 'Reserve 1 ticket').waitFor();
    expect(await page.locator('main').innerText()).toMatch(/Sat 23 Jan 2027 · 9:00 PM/);
    await page.goto(`${theatre().base}/events/words`);
    await button(page, 'Reserve 1 ticket').waitFor();
    await person.close();
  });

  test('too many for one person is refused in words', async () => {
    await theatre().put('limit', { maxPerBuyer: 2 });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'limit');
    await button(page, 'Reserve 1 ticket').waitFor();
    // Meanwhile the same person got two elsewhere, and those are sold.
    const api = `${theatre().app.url}/events/limit/pre-orders`;
    const cookie = (await person.cookies()).find(({ name }) => name === 'bilheteria_session')?.value;
    const got = await ask(api, 'POST', cookie, { items: [{ ticketType: 'pista', quantity: 2 }] });
    await ask(`${theatre().app.url}/pre-orders/${String(got.body['id'])}/checkout`, 'POST', cookie, {});
    await button(page, 'Reserve 1 ticket').click();
    await page.getByRole('alert').getByText('limit of 2 tickets').or(stage(page, 'sold')).waitFor();
    await person.close();
  });
}
