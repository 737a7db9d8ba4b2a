/** Answering a question about a purchase. */
import { screenshots, seriousProblems } from '../../helpers/browser';
import { type Desk } from '../../helpers/desk';

export function finding(desk: () => Desk): void {
  test('finds an order by its number or the id of its buyer, with its history and workflow', async () => {
    const { page, put, buys, press, address } = desk();
    await put('sought');
    const { held } = await buys('sought', 2, true);
    await page.goto(`${address}#/`);
    await page.getByRole('link', { name: 'Find an order' }).click();
    const typed = page.getByLabel('Number, code or ID');
    await press('Search');
    await page.getByText('Enter a number, code or ID').waitFor();
    await typed.fill('nothing');
    await page.keyboard.press('Enter');
    await page.getByText('No pre-orders found').waitFor();
    await typed.fill(String(held.body['orderNumber']));
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
    await typed.fill(buyer ?? '');
    await press('Search');
    await found.getByText(String(held.body['id'])).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-find');
    // The other language shows the same again.
    await page.getByRole('link', { name: 'Português' }).click();
    await found.getByText(String(held.body['id'])).waitFor();
    expect(await page.getByLabel('Número, código ou identificador').inputValue()).toBe(buyer);
    await page.getByRole('link', { name: 'English' }).click();
    await found.getByText(String(held.body['id'])).waitFor();
    await page.locator('.back').click();
    await page.getByRole('link', { name: 'Find an order' }).click();
    expect(await typed.inputValue()).toBe('');
  });
}
