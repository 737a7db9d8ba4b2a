/** Choosing: long lists, limits, stock that runs out meanwhile, the other language. */
import { inspect } from '../../helpers/browser';
import { button, preOrdersOf, stage, type, type Theatre } from '../../helpers/visitors';

export function choosing(theatre: () => Theatre): void {
  test('with many ticket types the total and the button stay in view', async () => {
    const ticketTypes = Array.from({ length: 12 }, (_, i) => type(`sector-${i}`, `Sector ${i}`, 9, 10_000));
    await theatre().put('many', { ticketTypes });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'many');
    const inView = async (text: string) => {
      const box = await page.locator('.foot').getByText(text).boundingBox();
      return box !== null && box.y >= 0 && box.y + box.height <= 740;
    };
    await button(page, 'Add one: Sector 0').click();
    await page.evaluate(() => scrollTo(0, 200));
    expect(await inView('R$100')).toBe(true);
    expect(await inView('Reserve 1 ticket')).toBe(true);
    // The keyboard reaches the last type without its button being hidden behind the total.
    await button(page, 'Add one: Sector 11').focus();
    const last = await button(page, 'Add one: Sector 11').boundingBox();
    const foot = await page.locator('.foot').boundingBox();
    expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(foot?.y ?? 0);
    await page.keyboard.press('Enter');
    await page.locator('.foot').getByText('R$200').waitFor();
    await inspect(page, 'choose-many');
    await person.close();
  });

  test('when fewer are left than were chosen the order follows, and the page says so', async () => {
    const sale = (capacity: number) => ({ ticketTypes: [type('pista', 'Pista', capacity)] });
    await theatre().put('fewer', sale(5));
    const person = await theatre().person();
    const page = await theatre().visit(person, 'fewer');
    await button(page, 'Add one: Pista').click();
    await button(page, 'Add one: Pista').click();
    await button(page, 'Reserve 3 tickets').waitFor();
    await theatre().put('fewer', sale(2));
    await page.getByText("You had chosen 3; we've changed that to 2.").waitFor();
    const add = button(page, 'Add one: Pista');
    expect(await add.getAttribute('aria-disabled')).toBe('true');
    const why = page.locator(`#${(await add.getAttribute('aria-describedby')) ?? 'none'}`);
    expect(await why.innerText()).toBe('Only 2 left');
    await inspect(page, 'choose-fewer');
    await button(page, 'Reserve 2 tickets').click();
    await stage(page, 'held').waitFor();
    expect(await preOrdersOf(page)).toMatchObject([{ items: [{ ticketType: 'pista', quantity: 2 }] }]);
    await person.close();
  });

  test('at the limit the page says why no more can be added, with what the buyer has', async () => {
    await theatre().put('limited', { maxPerBuyer: 4 });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'limited');
    await page.getByText('Limit: 4 tickets per person.').waitFor();
    await button(page, 'Add one: Pista').click();
    await button(page, 'Reserve 2 tickets').click();
    await button(page, /^Pay/).click();
    await button(page, 'Buy more tickets').click();
    await page.getByText('Limit: 4 per person, you have 2.').waitFor();
    await button(page, 'Add one: Pista').click();
    const add = button(page, 'Add one: Pista');
    expect(await add.getAttribute('aria-disabled')).toBe('true');
    const why = page.locator(`#${(await add.getAttribute('aria-describedby')) ?? 'none'}`);
    expect(await why.innerText()).toBe('Limit: 4 per person, you have 2.');
    expect(await why.getAttribute('role')).toBe('status');
    await inspect(page, 'choose-limit');
    await person.close();
  });

  test('each order has its own total', async () => {
    await theatre().put('orders', { ticketTypes: [type('pista', 'Pista', 9, 10_000)] });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'orders');
    await button(page, 'Add one: Pista').click();
    await button(page, 'Reserve 2 tickets').click();
    await button(page, 'Pay R$200').click();
    await button(page, 'Buy more tickets').click();
    await button(page, 'Reserve 1 ticket').click();
    await button(page, 'Pay R$100').click();
    await stage(page, 'sold').waitFor();
    const orders = page.locator('.order');
    await orders.nth(1).waitFor();
    const shown = (await orders.all()).map(async (order) => [
      await order.locator('.ticket').count(),
      await order.locator('.sum dd').innerText(),
    ]);
    expect(await Promise.all(shown)).toEqual([
      [1, 'R$100'],
      [2, 'R$200'],
    ]);
    await inspect(page, 'several-orders');
    await person.close();
  });

  test('the other language and a reload keep the choice, and the address doesn’t carry it', async () => {
    await theatre().put('kept', { ticketTypes: [type('pista', 'Pista', 9), type('vip', 'VIP', 9)] });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'kept');
    await button(page, 'Add one: VIP').click();
    await button(page, 'Add one: VIP').click();
    await page.getByRole('link', { name: 'Português' }).click();
    await button(page, 'Reservar 2 ingressos').waitFor();
    expect(new URL(page.url()).search).toBe('?lang=pt-BR');
    await page.reload();
    await button(page, 'Reservar 2 ingressos').waitFor();
    await person.close();
  });
}
