/** Without JavaScript, and in the reader's own colours. */
import type { BrowserContext } from 'playwright-core';
import { inSeconds, stage, type, type Theatre } from '../../helpers/visitors';

export function otherSettings(theatre: () => Theatre): void {
  test('without JavaScript no countdown stands still, and nothing is promised to happen by itself', async () => {
    const { app } = theatre();
    const request = (person: BrowserContext, id: string) =>
      person.request.post(`${app.url}/events/${id}/pre-orders`, {
        ...{ data: { items: [{ ticketType: 'pista', quantity: 1 }] } },
        headers: { 'sec-fetch-site': 'same-origin' },
      });
    const person = await theatre().person({ javaScriptEnabled: false });
    const expects = async (id: string, name: string, text: string) => {
      const page = await theatre().visit(person, id);
      await stage(page, name).waitFor();
      const shown = await page.locator('main').innerText();
      expect(await page.getByRole('timer').count()).toBe(0);
      expect(shown).not.toMatch(/automatically|in a moment/);
      expect(shown).toContain(text);
      await page.close();
    };
    const future = { onSaleAt: inSeconds(200_000) };
    await theatre().put('still', future);
    await expects('still', 'before', 'On sale from');
    await theatre().put('still-draw', { ...future, draw: true });
    await expects('still-draw', 'choose', 'On sale from');
    await request(person, 'still-draw');
    await expects('still-draw', 'draw', 'On sale from');
    await theatre().put('still-held', { ticketTypes: [type('pista', 'Pista', 1)] });
    await request(person, 'still-held');
    await expects('still-held', 'held', 'Reserved until');
    const other = await theatre().person({ javaScriptEnabled: false });
    await theatre().visit(other, 'still-held');
    await request(other, 'still-held');
    const waiting = await theatre().visit(other, 'still-held');
    expect(await stage(waiting, 'in_line').innerText()).not.toContain('automatically');
    await theatre().operate('still', 'pause');
    await expects('still', 'stopped', 'Sales are paused');
    await Promise.all([person.close(), other.close()]);
  });

  test('in forced colours the main button differs from the others, in both pages', async () => {
    await theatre().put('forced');
    const { app, base } = theatre();
    const person = await theatre().person({ forcedColors: 'active' });
    const page = await theatre().visit(person, 'forced');
    const colour = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    await page.locator('.button.main:enabled').click();
    await stage(page, 'held').waitFor();
    expect(await colour('.button.main')).not.toBe(await colour('.button.quiet'));
    await person.request.post(`${app.url}/admin/session`, {
      ...{ data: { token: app.adminToken, name: 'Maria' }, headers: { 'sec-fetch-site': 'same-origin' } },
    });
    await page.goto(`${base}/operate#/events/forced`);
    await page.locator('.ranges').waitFor();
    expect(await colour('.ranges input:checked + span')).not.toBe(
      await colour('.ranges input:not(:checked) + span'),
    );
    await person.close();
  });
}
