/** Amounts and times: the page says the same before its script runs and after, in any browser. */
import { button, type, type Theatre } from '../../helpers/visitors';

export function reading(theatre: () => Theatre): void {
  test.each([
    ['KWD', 12_500, 'KWD\u00a012.500', 'KWD\u00a012,500'],
    ['JPY', 5_000, '¥5,000', 'JP¥\u00a05.000'],
    ['COP', 500_000, 'COP\u00a05,000', 'COP\u00a05.000'],
    ['HUF', 500_050, 'HUF\u00a05,000.50', 'HUF\u00a05.000,50'],
  ])(
    'a price in %s is the same in the HTML and in the page',
    async (currency, cents, english, portuguese) => {
      const id = `price-${currency.toLowerCase()}`;
      await theatre().put(id, { ticketTypes: [{ ...type('pista', 'Pista', 10, cents), currency }] });
      for (const [locale, price, buy] of [
        ['en', english, 'Reserve 1 ticket'],
        ['pt-BR', portuguese, 'Reservar 1 ingresso'],
      ] as const) {
        const person = await theatre().person({ locale });
        const html = await (await person.request.get(`${theatre().base}/events/${id}?lang=${locale}`)).text();
        expect(html).toContain(`<span class="price">${price}</span>`);
        const page = await theatre().visit(person, id);
        await button(page, buy).and(page.locator(':enabled')).waitFor();
        expect(await page.locator('.price').textContent()).toBe(price);
        await person.close();
      }
    },
  );

  test("times are the venue's, with its zone; the reader's stand beside them where they differ", async () => {
    await theatre().put('far', { startsAt: '2099-12-26T23:55:00Z', onSaleAt: '2026-12-01T12:00:00Z' });
    const venue = 'Sat 26 Dec 2099 · 8:55 PM GMT-3';
    // Bahia's clocks show the same, so nothing stands beside them.
    for (const [timezoneId, beside] of [
      ['America/Bahia', ''],
      ['America/Manaus', ' (your time: 7:55 PM)'],
      ['Europe/Lisbon', ' (your time: 11:55 PM)'],
      ['Asia/Tokyo', ' (your time: Sun 27 Dec 2099 · 8:55 AM)'],
    ] as const) {
      const person = await theatre().person({ timezoneId });
      for (const path of ['/events/far', '/']) {
        const html = await (await person.request.get(`${theatre().base}${path}?lang=en`)).text();
        expect(html.replace(/<\/?span[^>]*>/g, '')).toContain(`title="America/Sao_Paulo">${venue}</time>`);
        const page = await person.newPage();
        await page.goto(`${theatre().base}${path}`);
        const time = page.locator('time[datetime="2099-12-26T23:55:00.000Z"]');
        await time.getByText(venue + beside, { exact: true }).waitFor();
      }
      await person.close();
    }
  });

  test('times in Portuguese', async () => {
    await theatre().put('longe', { startsAt: '2099-12-26T23:55:00Z' });
    const person = await theatre().person({ locale: 'pt-BR', timezoneId: 'Asia/Tokyo' });
    const page = await theatre().visit(person, 'longe');
    await page
      .getByText('sáb., 26 dez. 2099 · 20:55 GMT-3 (no seu horário: dom., 27 dez. 2099 · 08:55)')
      .waitFor();
    await person.close();
  });
}
