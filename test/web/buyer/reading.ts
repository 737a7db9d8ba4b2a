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
}
