/** Answering a question about a purchase. */
import { screenshots, seriousProblems } from '../../helpers/browser';
import { type Desk } from '../../helpers/desk';

export function finding(desk: () => Desk): void {
  test('finds a pre-order by its own id or the id of its buyer, with its history and workflow', async () => {
    const { page, put, buys, press, address } = desk();
    await put('sought');
    const { held } = await buys('sought', 2, true);
    await page.goto(`${address}#/`);
    await page.getByRole('link', { name: 'Find a pre-order' }).click();
    await page.getByLabel('ID', { exact: true }).fill('nothing');
    await page.keyboard.press('Enter');
    await page.getByText('Enter a valid ID').waitFor();
    await page.getByLabel('ID', { exact: true }).fill(String(held.body['id']));
    await page.keyboard.press('Enter');
    const found = page.getByRole('article');
    await found.getByText(/tickets (are|were) sold/).waitFor();
    const workflow = await found
      .getByRole('link', { name: 'Open workflow in Temporal' })
      .getAttribute('href');
    expect(workflow).toMatch(new RegExp(`/namespaces/default/workflows/.*${String(held.body['id'])}$`));
    const buyer = await found
      .getByText(/^[-0-9a-f]{36}$/)
      .last()
      .textContent();
    await page.getByLabel('ID', { exact: true }).fill(buyer ?? '');
    await page.getByRole('radio', { name: 'Buyer' }).check();
    await press('Search');
    await found.getByText(String(held.body['id'])).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-find');
  });
}
