/** What an operator sees of a sale. */
import { readFile } from 'node:fs/promises';
import { screenshots, seriousProblems } from '../../helpers/browser';
import { definition, type Desk } from '../../helpers/desk';
import { pastSale } from '../../helpers/past-sale';

export function watching(desk: () => Desk): void {
  test('sees a sale that has run for an hour', async () => {
    const { app, sale, page, shows, address } = desk();
    const act = (method: string, rest = '', data?: unknown) =>
      // With the page's cookies, as a same-origin request.
      page.context().request.fetch(`${app.url}/admin/events/full${rest}`, {
        ...{ method, data, headers: { 'sec-fetch-site': 'same-origin' } },
      });
    await act('PUT', '', definition({ ticketTypes: definition().ticketTypes.slice(0, 1) }));
    await act('POST', '/pause');
    await act('POST', '/resume');
    const { sold, held } = await pastSale(sale.db, 'full');
    await act('POST', '/extend', { seconds: 300 });
    await page.goto(`${address}#/events/full`);
    await shows('In line', '40');
    await shows('Sold', String(sold));
    await shows('Held', String(held));
    await shows('Revenue', `R$${(sold * 495).toLocaleString('en')}`);
    await page.getByText('Show as a table').click();
    const rows = page.getByRole('group', { name: 'Over time' }).getByRole('row');
    expect((await rows.nth(1).innerText()).split('\t').slice(1)).toEqual([String(sold), String(held), '40']);
    expect((await rows.last().innerText()).split('\t').slice(1)).toEqual(['0', '0', '0']);
    await page.getByText('Show as a table').click();
    await page.getByText('OK', { exact: true }).nth(6).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-event');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export sales' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect(file.split('\r\n')).toHaveLength(sold + 2);
    await page.locator('.back').click();
    await page.getByText(`${sold} of ${sold + held} sold`).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-events');
  });

  test('sees when the server is out of reach, and the page recovers', async () => {
    const { page, shows, address } = desk();
    await page.goto(`${address}#/events/full`);
    await shows('In line', '40');
    await page.context().setOffline(true);
    await page.getByText("We're having trouble connecting").waitFor();
    await screenshots(page, 'operate-lost');
    await page.context().setOffline(false);
    await page.getByText("We're having trouble connecting").waitFor({ state: 'detached' });
  });
}
