/** Buying, from opening the page to the tickets. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from '../../helpers/app';
import { inspect } from '../../helpers/browser';
import { button, preOrdersOf, stage, type, type Theatre } from '../../helpers/visitors';
import { confirmed } from './confirmed';

export function buying(theatre: () => Theatre): void {
  test('the HTML has the event and its availability, under a strict content security policy', async () => {
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

  test('the page has the description, the time when doors open, and the image, which may load', async () => {
    const images = createServer((_request, response) => {
      response.setHeader('content-type', 'image/svg+xml');
      response.end('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>');
    }).listen(0, '127.0.0.1');
    await once(images, 'listening');
    const origin = `http://127.0.0.1:${(images.address() as AddressInfo).port}`;
    const description = 'Uma noite de rock.\n\n<b>Classificação</b>: 16 anos.';
    const details = { description, doorsOpenAt: '2027-01-23T22:00:00Z', imageUrl: `${origin}/a.svg?x=1` };
    await theatre().put('details', details);
    const answer = await fetch(`${theatre().base}/events/details`);
    expect(answer.headers.get('content-security-policy')).toContain(`; img-src 'self' data: ${origin}; `);

    const page = await theatre().visit(await theatre().person({ locale: 'pt-BR' }), 'details');
    const image = page.locator('.details img');
    const box = await image.boundingBox();
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(16 / 9, 1);
    await image.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('img')?.naturalWidth === 400);
    expect(await image.boundingBox()).toMatchObject({ width: box?.width, height: box?.height });
    expect(await image.getAttribute('alt')).toBe('Imagem de Rock no Rio');
    expect(await page.locator('.details p').innerText()).toBe(description);
    await page.getByText('Abertura dos portões: sáb., 23 jan. 2027 · 19:00').waitFor();
    await inspect(page, 'details');
    // On a desk too, nothing covers the image once the page is scrolled.
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const [about, below] = [await page.locator('.about').boundingBox(), await image.boundingBox()];
    expect((about?.y ?? 0) + (about?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    images.close();

    await theatre().put('plain');
    const without = await fetch(`${theatre().base}/events/plain`);
    expect(without.headers.get('content-security-policy')).toContain("; img-src 'self' data:; ");
    expect(await without.text()).not.toContain('class="details"');
  });

  test('a buyer chooses, holds and buys while availability updates; reload and back show the same', async () => {
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

  test('with nothing to choose, opening the page requests one ticket for all tabs, and not again after its release', async () => {
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

  test('everything works with the keyboard alone', async () => {
    await theatre().put('keys');
    const person = await theatre().person({ reducedMotion: 'reduce' });
    const page = await theatre().visit(person, 'keys');
    await button(page, 'Reserve 1 ticket').waitFor();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
      );
    /** Presses Tab until it has the focus. */
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
    // The countdown goes on around it without taking the focus.
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

  test('the language follows the browser or the link, and is kept', async () => {
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

  test('an order over the limit is refused with the reason', async () => {
    await theatre().put('limit', { maxPerBuyer: 2 });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'limit');
    await button(page, 'Reserve 1 ticket').waitFor();
    // Meanwhile the same buyer bought two elsewhere.
    const api = `${theatre().app.url}/events/limit/pre-orders`;
    const cookie = (await person.cookies()).find(({ name }) => name === 'bilheteria_session')?.value;
    const got = await ask(api, 'POST', cookie, { items: [{ ticketType: 'pista', quantity: 2 }] });
    await ask(`${theatre().app.url}/pre-orders/${String(got.body['id'])}/checkout`, 'POST', cookie, {});
    await button(page, 'Reserve 1 ticket').click();
    await page.getByRole('alert').getByText('limit of 2 tickets').or(stage(page, 'sold')).waitFor();
    await person.close();
  });
}
