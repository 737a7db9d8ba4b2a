/** Nothing sticks out or is cut off: at 400 % zoom, with twice the size of text, with words that never end. */
import type { Page } from 'playwright-core';
import { ask } from '../../helpers/app';
import { misfits } from '../../helpers/fit';
import { inForm } from '../../helpers/long';
import { button, stage, type, type Theatre } from '../../helpers/visitors';

const LONG = 'W'.repeat(200);
const PRICE = 1_000_000_000;

const fits = async (page: Page) => expect(await misfits(page)).toEqual([]);

/** Portuguese words are the longer ones. */
const LANGUAGES = inForm({ short: ['pt-BR'], long: ['en', 'pt-BR'] });

export function fitting(theatre: () => Theatre): void {
  beforeAll(() =>
    theatre().put('long', {
      ...{ name: LONG, venue: LONG },
      ticketTypes: [type('long', LONG, 9, PRICE), type('vip', 'Camarote Superconfortável', 2, 149_500)],
    }),
  );

  test.each(LANGUAGES)(
    'the buyer’s pages fit in %s, from the list of events to the tickets',
    async (locale) => {
      const person = await theatre().person({ locale });
      const page = await theatre().visit(person, 'long');
      const main = page.locator('.button.main').first();
      const add = page.locator('.stepper .button').last();
      await add.click();
      await fits(page);
      await main.click();
      await stage(page, 'held').waitFor();
      await fits(page);
      const quiet = page.locator('.confirm .button').first();
      await quiet.click();
      await fits(page);
      await page.locator('.confirm .button').last().click();
      await main.click();
      await stage(page, 'sold').waitFor();
      await fits(page);
      await page.locator('.home').click();
      await page.locator('.events').waitFor();
      await fits(page);
      await page.goto(`${theatre().base}/events/none`);
      await page.locator('.message .button').waitFor();
      await fits(page);
      await person.close();
    },
  );

  test('with large text in a narrow window everything is in reach, and a ticket can be bought', async () => {
    await theatre().put('narrow', { ticketTypes: [type('pista', 'Pista', 9), type('vip', 'VIP', 9)] });
    const person = await theatre().person({ viewport: { width: 240, height: 400 } });
    const page = await theatre().visit(person, 'narrow');
    await button(page, 'Add one: VIP').waitFor();
    await fits(page);
    const session = await person.newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 32 } });
    await button(page, 'Add one: VIP').click();
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    await button(page, /^Pay/).click();
    await stage(page, 'sold').waitFor();
    await person.close();
  });

  test.each(LANGUAGES)('the operator’s pages fit in %s', async (locale) => {
    const { app, base } = theatre();
    const person = await theatre().person({ locale });
    const page = await person.newPage();
    page.setDefaultTimeout(15_000);
    const view = async (hash: string, shown: string) => {
      await page.goto(`${base}/operate${hash}`);
      await page.locator(shown).first().waitFor();
    };
    await view('', '.sign-in input');
    await fits(page);
    const name = 'Maria da Silva '.repeat(4).trim();
    await person.request.post(`${app.url}/admin/session`, {
      ...{ data: { token: app.adminToken, name }, headers: { 'sec-fetch-site': 'same-origin' } },
    });
    await page.reload();
    await view('#/', '.event');
    await fits(page);
    await view('#/events/long', '.log li');
    await page.locator('.checks li').first().waitFor();
    await page.locator('summary').click();
    await fits(page);
    await page.locator('.actions button').last().click();
    await page.locator('dialog').waitFor();
    await fits(page);
    await page.keyboard.press('Escape');
    await view('#/events/long/edit', '.event-form');
    await fits(page);
    await ask(`${app.url}/admin/operators/${'w'.repeat(60)}@example.org`, 'PUT', app.adminToken, {
      role: 'manager',
    });
    const service = { name: 'W'.repeat(80), role: 'viewer', events: ['long', 'w'.repeat(63)] };
    await ask(`${app.url}/admin/tokens`, 'POST', app.adminToken, service);
    await view('#/access', '.rows li');
    await page.locator('[name=name]').fill('W'.repeat(80));
    await page.locator('form .button.main').last().click();
    await page.locator('[name=made]').waitFor();
    await fits(page);
    await page.locator('.rows button').first().click();
    await page.locator('dialog').waitFor();
    await fits(page);
    await page.keyboard.press('Escape');
    await view('#/new', '.event-form');
    await page.locator('.event-form .button.main').click();
    await page.locator('.problem').first().waitFor();
    await fits(page);
    const [, held] = await theatre().other('long', 1, 'long');
    await view('#/find', '.find input');
    await page.locator('.find input').first().fill(String(held.body['id']));
    await page.keyboard.press('Enter');
    await page.locator('article').waitFor();
    await fits(page);
    await person.close();
  });
}
