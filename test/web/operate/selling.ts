/** What an operator does about a sale. */
import { ask } from '../../helpers/app';
import { screenshots, seriousProblems } from '../../helpers/browser';
import { type Desk } from '../../helpers/desk';

export function selling(desk: () => Desk): void {
  test('sees the figures change as buyers buy', async () => {
    const { page, put, buys, figure, shows, address } = desk();
    await put('rock', { name: 'Jazz no Parque' });
    await buys('rock', 2, true);
    await page.goto(`${address}#/`);
    await page.getByRole('link', { name: /Jazz no Parque/ }).click();
    await shows('Sold', '2');
    await shows('Held', '0');
    await buys('rock', 3);
    await shows('Held', '3');
    await shows('Available', '45');
    await buys('rock', 1, true, 'vip');
    await shows('Sold', '3');
    await shows('Revenue', 'R$2,190');
    expect(await figure('Oldest open hold').textContent()).toMatch(/^\d+:\d\d$/);
    await page.getByText('OK', { exact: true }).nth(6).waitFor();
    expect(await page.getByText('Failed', { exact: true }).count()).toBe(0);
  });

  test('pauses, resumes and extends; each is confirmed first and logged', async () => {
    const { app, page, own, buys, press, dialog, notified } = desk();
    const { token, held } = await buys('rock', 1);
    await press('Pause sales');
    await dialog().getByText('Until you resume').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect((await ask(`${app.url}/events/rock`, 'GET')).body['status']).toBe('on_sale');
    await press('Pause sales');
    await press('Pause sales', dialog());
    await notified('Sales are paused.');
    // The button that was pressed is gone, and the focus is still among the actions.
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Actions');
    await page.getByRole('button', { name: 'Resume sales' }).waitFor();
    expect((await ask(`${app.url}/events/rock`, 'GET')).body['status']).toBe('paused');
    await press('Resume sales');
    await press('Resume sales', dialog());
    await notified('Sales have resumed.');
    await press('Extend holds');
    await dialog().getByLabel('Extra minutes').fill('10');
    await screenshots(page, 'operate-extend');
    await press('Extend holds', dialog());
    await notified('Extra time for all open holds: 10 min.');
    const ends = async () =>
      new Date(String((await ask(own(held), 'GET', token)).body['expiresAt'])).getTime();
    expect((await ends()) - new Date(String(held.body['expiresAt'])).getTime()).toBe(600_000);
    const log = page.getByRole('region', { name: 'Activity log' });
    await log.getByText('Open holds: 2. Extra time: 600 s.').waitFor();
    expect(await log.locator('strong').allTextContents()).toEqual([
      ...['Holds extended', 'Sales resumed', 'Sales paused', 'Event created'],
    ]);
    expect(await log.getByText('by Maria').count()).toBe(3);
  });

  test('cancels an event only after typing its id, and holds end', async () => {
    const { page, own, buys, figure, shows, press, dialog, notified, address } = desk();
    const { token, held } = await buys('rock', 1);
    await page.goto(`${address}#/events/rock`);
    await figure('Revenue').getByText(/\d/).waitFor();
    const [sold, revenue] = [await figure('Sold').textContent(), await figure('Revenue').textContent()];
    expect(Number(sold)).toBeGreaterThan(0);
    await press('Cancel event');
    const sure = dialog().getByRole('button', { name: 'Cancel event' });
    expect(await sure.isDisabled()).toBe(true);
    await dialog().getByLabel('Type rock to confirm').fill('rok');
    expect(await sure.isDisabled()).toBe(true);
    await dialog().getByLabel('Type rock to confirm').fill('rock');
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-cancel');
    await sure.click();
    await notified('The event has been cancelled.');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Actions');
    expect((await ask(own(held), 'GET', token)).body).toMatchObject({
      ...{ status: 'cancelled', reason: 'event_cancelled' },
    });
    await page.getByText('Cancelled', { exact: true }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Pause sales' }).count()).toBe(0);
    // What was sold stays visible, as cancelled.
    await shows('Sold, then cancelled', String(sold));
    await shows('Revenue before the cancellation', String(revenue));
    await shows('Sold', '0');
    await screenshots(page, 'operate-cancelled');
  });
}
