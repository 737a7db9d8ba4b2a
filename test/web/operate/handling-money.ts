/** What an operator sees of money, and does about it. */
import { recordDispute } from '../../../src/db/disputes';
import { openTask } from '../../../src/db/payments';
import { ask } from '../../helpers/app';
import { inspect, seriousProblems } from '../../helpers/browser';
import type { Desk } from '../../helpers/desk';
import { signInBuyer, signInOperator } from '../../helpers/operators';
import { lastAttempt } from '../../helpers/payments';
import { CARDS, submit } from '../../helpers/sandbox';

export function handlingMoney(desk: () => Desk): void {
  const online = { payment: 'online' };
  const payUrlOf = (body: Record<string, unknown>) => (body['payment'] as { payUrl: string }).payUrl;

  /** A buyer holds tickets and begins to pay by card. @returns the page where they pay. */
  async function begins(event: string, quantity = 2) {
    const { buys, own } = desk();
    const { token, held } = await buys(event, quantity);
    const checkout = () => ask(`${own(held)}/checkout`, 'POST', token, { method: 'card' });
    const id = String(held.body['id']);
    return { token, id, held, checkout, payUrl: payUrlOf((await checkout()).body) };
  }

  /** Resolves once the order stands as wanted; its stream says when it changes. */
  async function until(order: { token: string; id: string }, wanted: (body: string) => boolean) {
    const response = await fetch(`${desk().app.url}/pre-orders/${order.id}/stream`, {
      headers: { authorization: `Bearer ${order.token}` },
    });
    let text = '';
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += part.value;
      const last = text.split('\n').filter((line) => line.startsWith('data:'));
      if (wanted(last.at(-1) ?? '')) return void reader?.cancel();
    }
  }

  /** An order that was paid by card. */
  async function paid(event: string, quantity = 2) {
    const order = await begins(event, quantity);
    await submit(order.payUrl, { card: CARDS.pays });
    await until(order, (body) => body.includes('"status":"sold"') && body.includes('"status":"paid"'));
    return order;
  }

  /** Makes the sandbox behave in another way. */
  async function fault(payUrl: string, ...faults: object[]) {
    const answer = await ask(`${new URL(payUrl).origin}/sandbox/faults`, 'POST', undefined, { faults });
    expect(answer.status).toBe(200);
  }

  const open = async (hash: string) => {
    await desk().page.goto(`${desk().address}#/`);
    await desk().page.goto(`${desk().address}#/${hash}`);
  };

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
    await put('paid', { ...online, name: 'Paga' });
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
    await put('lost', online);
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
    await put('off', online);
    const order = await paid('off');
    await fault(order.payUrl, { do: 'refund-pending', afterMs: 3_600_000 });
    await paid('off', 1);
    await ask(`${app.url}/admin/events/off/cancel`, 'POST', app.adminToken);
    await open('events/off');
    await page.getByText('Refunding orders: 1 of 2 refunds are done.').waitFor();
    await inspect(page, 'operate-refunding');
  });

  test('a task says what happened and what to do, leads to the order, and is marked as done', async () => {
    const { sale, page, put, press, dialog, notified } = desk();
    await put('needy', online);
    const order = await paid('needy');
    const attempt = String(await lastAttempt(sale.db, order.id));
    await recordDispute(sale.db, attempt, {
      ...{ providerId: 'dp_needy', status: 'needs_response', reason: 'fraudulent' },
      ...{ amountCents: 99_000, currency: 'BRL' },
    });
    await openTask(sale.db, {
      kind: 'payment_unknown',
      subject: attempt,
      eventId: 'needy',
      preOrderId: order.id,
    });
    await openTask(sale.db, {
      kind: 'another_kind',
      subject: 'x',
      eventId: 'needy',
      detail: { what: 'else' },
    });
    await open('events/needy');
    await page.getByRole('link', { name: 'Open tasks: 3' }).click();
    const task = page.getByRole('article', { name: /^Payment disputed/ });
    await task.getByText("The buyer's bank disputes R$990 (fraud, needs a response).").waitFor();
    await task.getByText('Respond in Stripe before the deadline').waitFor();
    await page.getByRole('article', { name: 'another_kind' }).waitFor();
    await inspect(page, 'operate-tasks');
    await task.getByRole('link', { name: 'View order' }).click();
    await page.getByRole('article').getByText("The buyer's bank disputes R$990").waitFor();
    await page.goBack();
    await task.getByRole('button', { name: 'Mark as done' }).click();
    await dialog().getByLabel('Note (optional)').fill('Evidence sent.');
    await press('Mark as done', dialog());
    await notified('Task marked as done.');
    await page.getByText('Done', { exact: true }).click();
    await task.getByText('Done by Maria').waitFor();
    await task.getByText('Evidence sent.').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await open('events/needy');
    await page.getByRole('region', { name: 'Activity log' }).getByText('Evidence sent.').waitFor();
    await page.getByRole('link', { name: 'Open tasks: 2' }).waitFor();
    // The other language says the same.
    await page.goto(`${desk().address}?lang=pt-BR#/tasks/needy`);
    await page.getByRole('article', { name: /^Resultado do pagamento desconhecido/ }).waitFor();
    await inspect(page, 'operate-tasks-pt');
    await page.goto(`${desk().address}?lang=pt-BR#/find/${order.id}`);
    await page.getByText('Tentativa 1: R$ 990 por cartão').waitFor();
    await inspect(page, 'operate-story-pt');
    await page.goto(`${desk().address}?lang=pt-BR#/events/needy`);
    await page.getByRole('heading', { name: 'Dinheiro' }).waitFor();
    await inspect(page, 'operate-money-pt');
    await page.goto(`${desk().address}?lang=en#/`);
    await page.getByRole('link', { name: 'New event' }).waitFor();
  });

  test('a viewer sees payments and tasks, and is told who can act', async () => {
    const { app, sale, page, put, address } = desk();
    await put('seen', online);
    const order = await paid('seen');
    await openTask(sale.db, { kind: 'payment_unknown', subject: 'seen', eventId: 'seen' });
    // By its row alone, since the record of what was done to operators is another test's.
    const added = `INSERT INTO operator (email_key, email, role, created_by) VALUES ($1, $1, 'viewer', 'token')`;
    await sale.db.query({ name: 'viewer', text: added }, ['viewer@example.org']);
    const { cookie } = await signInOperator(app.url, await signInBuyer(sale.db, 'viewer@example.org'));
    const [name = '', value = ''] = cookie.split('=');
    const context = await page.context().browser()?.newContext({ locale: 'en-GB' });
    if (!context) throw new Error('The browser has ended.');
    await context.addCookies([{ name, value, url: `${app.url}/admin` }]);
    const theirs = await context.newPage();
    theirs.setDefaultTimeout(15_000);
    await theirs.goto(`${address}?lang=en#/find/${order.id}`);
    await theirs.getByText('Attempt 1: R$990 by card').waitFor();
    await theirs.getByText('Only people with the role Finance can refund orders.').waitFor();
    expect(await theirs.getByRole('button', { name: 'Refund' }).count()).toBe(0);
    await theirs.goto(`${address}?lang=en#/tasks/seen`);
    await theirs.getByText("Your role doesn't allow this. It requires the role Finance.").waitFor();
    expect(await theirs.getByRole('button', { name: 'Mark as done' }).count()).toBe(0);
    await theirs.goto(`${address}?lang=en#/events/seen`);
    await theirs.getByRole('region', { name: 'Money' }).waitFor();
    expect(await theirs.getByRole('link', { name: 'Export payments' }).count()).toBe(0);
    expect(await seriousProblems(theirs)).toEqual([]);
    await context.close();
    await sale.db.query({ name: 'no viewer', text: 'DELETE FROM operator' }, []);
  });
}
