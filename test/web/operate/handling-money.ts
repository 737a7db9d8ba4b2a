/** What an operator sees of money, and does about it. */
import { ask } from '../../helpers/app';
import { inspect, seriousProblems } from '../../helpers/browser';
import type { Desk } from '../../helpers/desk';
import { CARDS, submit } from '../../helpers/sandbox';
import { ONLINE, paidOrders, payUrlOf } from './paid-orders';

export function handlingMoney(desk: () => Desk): void {
  const { begins, until, paid, fault, open } = paidOrders(desk);

  test('chooses how an event is paid, and is told what each way means', async () => {
    const { page, put, read, fill, press, notified, buys } = desk();
    await put('ways', { timeZone: 'America/Sao_Paulo' });
    await open('events/ways/edit');
    const ways = page.getByRole('group', { name: 'How buyers pay' });
    for (const [way, meaning] of [
      ['Elsewhere', 'Your own service takes the money'],
      ['No payment', 'Tickets are confirmed without payment'],
      ['Online', 'Buyers pay by card or Pix'],
    ] as const) {
      await ways.getByRole('radio', { name: way }).check();
      await page.getByText(meaning).waitFor();
    }
    const price = page.getByRole('group', { name: 'Ticket type 1' }).getByLabel('Price');
    await price.fill('0.10');
    await press('Save changes');
    await page.getByText('Enter 0 or at least R$0.50, the least that can be paid online.').waitFor();
    await price.fill('495');
    await fill('Buyers can request refunds until', '2030-01-02T10:00');
    await inspect(page, 'operate-form-payment');
    await press('Save changes');
    await notified('Changes saved.');
    expect(await read('ways')).toMatchObject({
      payment: 'online',
      refundableUntil: '2030-01-02T13:00:00.000Z',
    });
    const log = page.getByRole('region', { name: 'Activity log' });
    await log.getByText(/How buyers pay: .*No payment.* → .*Online/).waitFor();
    await buys('ways', 1);
    await open('events/ways/edit');
    await page.getByText("Buyers have already asked for tickets, so this can't change.").waitFor();
    expect(await ways.count()).toBe(0);
  });

  test('what others decided about payments meanwhile is shown, not overwritten', async () => {
    const { app, page, put, read, fill, press } = desk();
    await put('decided');
    await open('events/decided/edit');
    await fill('Venue', 'Engenhão');
    await page.getByRole('radio', { name: 'Online' }).check();
    // Somebody asked for tickets and left again, so the counts don't tell.
    const token = (await ask(`${app.url}/session`, 'POST')).body['token'] as string;
    const items = [{ ticketType: 'pista', quantity: 1 }];
    const held = await ask(`${app.url}/events/decided/pre-orders`, 'POST', token, { items });
    await ask(desk().own(held), 'DELETE', token);
    await press('Save changes');
    await page.getByText("Someone has already asked for tickets, so the way to pay can't change.").waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('payment');
    expect(await read('decided')).toMatchObject({ payment: 'none', venue: 'Parque Olímpico' });
    await press('Discard changes');
  });

  test('finds each attempt to pay an order in words, and refunds one ticket, then the rest', async () => {
    const { page, put, press, dialog, notified } = desk();
    await put('paid', { ...ONLINE, name: 'Paga' });
    const order = await begins('paid');
    await submit(order.payUrl, { card: CARDS.poor });
    await until(order, (body) => body.includes('"status":"declined"'));
    await submit(payUrlOf((await order.checkout()).body), { card: CARDS.pays });
    await until(order, (body) => body.includes('"status":"sold"') && body.includes('"status":"paid"'));

    await open(`find/${order.id}`);
    const found = page.getByRole('article');
    for (const line of [
      'Attempt 1: R$990 by card',
      'Declined: insufficient funds.',
      'Attempt 2: R$990 by card',
      'Paid.',
    ])
      await found.getByText(line, { exact: true }).waitFor();
    await press('Refund');
    expect(await dialog().getByRole('button', { name: 'Refund R$990' }).isDisabled()).toBe(true);
    await dialog().getByRole('checkbox').first().uncheck();
    await dialog().getByLabel('Reason').fill('Fell ill.');
    expect(await seriousProblems(page)).toEqual([]);
    await inspect(page, 'operate-refund');
    await press('Refund R$495', dialog());
    await notified('Refund requested: R$495.');
    await found.getByText('Refund: R$495').waitFor();
    await found.getByText('Requested by Maria.').waitFor();
    await found.getByText('Reason: Fell ill.').waitFor();
    await found.getByText('Done.', { exact: true }).waitFor();
    await found.getByText('Sold: 1 · Refunded: 1').waitFor();
    await inspect(page, 'operate-story');

    await press('Refund');
    await dialog().getByLabel('Reason').fill('Moved.');
    await press('Refund R$495', dialog());
    await page.getByRole('heading', { name: /^Refunded/ }).waitFor();
    expect(await found.getByText('Refund: R$495').count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Refund', exact: true }).count()).toBe(0);
    await open('events/paid');
    const money = page.getByRole('region', { name: 'Money' });
    await money.getByText('Refunded: 1').waitFor();
    expect((await money.locator('dd').allTextContents()).slice(0, 3)).toEqual(['R$990', 'R$990', 'R$0']);
    const log = page.getByRole('region', { name: 'Activity log' });
    expect(await log.getByText('Refund requested').count()).toBe(2);
    await log.getByText('Moved.').waitFor();
  });

  test('a refund whose answer is lost is sent again with its key, also after the dialog was closed', async () => {
    const { app, page, put, press, dialog, notified } = desk();
    await put('lost', ONLINE);
    const order = await paid('lost');
    await open(`find/${order.id}`);
    const keys: (string | undefined)[] = [];
    await page.route('**/refunds', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await press('Refund');
    await dialog().getByRole('checkbox').first().uncheck();
    await dialog().getByLabel('Reason').fill('Fell ill.');
    await press('Refund R$495', dialog());
    await dialog().getByText('The server is not responding. Try again.').waitFor();
    await press('Keep order', dialog());
    await press('Refund');
    await dialog().getByText("Your last request wasn't answered.").waitFor();
    expect(await dialog().getByLabel('Reason').inputValue()).toBe('Fell ill.');
    await press('Refund R$495', dialog());
    await notified('Refund requested: R$495.');
    await page.unroute('**/refunds');
    expect(keys).toEqual([keys[0], keys[0]]);
    const refunds = await ask(`${app.url}/admin/pre-orders/${order.id}/refunds`, 'GET', app.adminToken);
    expect(refunds.body['refunds']).toHaveLength(1);
  });

  test('the refunds of a cancelled event are followed until all are done', async () => {
    const { app, page, put } = desk();
    await put('off', ONLINE);
    const order = await paid('off');
    await fault(order.payUrl, { do: 'refund-pending', afterMs: 3_600_000 });
    await paid('off', 1);
    await ask(`${app.url}/admin/events/off/cancel`, 'POST', app.adminToken);
    await open('events/off');
    await page.getByText('Refunding orders: 1 of 2 refunds are done.').waitFor();
    await inspect(page, 'operate-refunding');
  });
}
