/** What needs a person, and who may do it. */
import { recordDispute } from '../../../src/db/disputes';
import { openTask } from '../../../src/db/payments';
import { inspect, seriousProblems } from '../../helpers/browser';
import type { Desk } from '../../helpers/desk';
import { signInBuyer, signInOperator } from '../../helpers/operators';
import { lastAttempt } from '../../helpers/payments';
import { ONLINE, paidOrders } from './paid-orders';

const BRL = (amountCents: number) => ({ amountCents, currency: 'BRL' });

export function doingTasks(desk: () => Desk): void {
  const { paid, open } = paidOrders(desk);

  test('a task says what happened and what to do, leads to the order, and is marked as done', async () => {
    const { sale, page, put, press, dialog, notified } = desk();
    await put('needy', ONLINE);
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
    await openTask(sale.db, {
      ...{ kind: 'reconciliation', subject: 'pi_foreign', eventId: 'needy' },
      detail: { difference: 'amount_differs', ours: BRL(99_000), theirs: BRL(98_999) },
    });
    await open('events/needy');
    await page.getByRole('link', { name: 'Open tasks: 4' }).click();
    const task = page.getByRole('article', { name: /^Payment disputed/ });
    await task.getByText("The buyer's bank disputes R$990 (fraud, needs a response).").waitFor();
    await task.getByText('Respond in Stripe before the deadline').waitFor();
    await page.getByRole('article', { name: 'another_kind' }).waitFor();
    await page
      .getByText('The amount of a payment differs. Here: R$990. At the provider: R$989.99.')
      .waitFor();
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
    await page.getByRole('link', { name: 'Open tasks: 3' }).waitFor();
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

  test('a viewer sees payments and tasks, and which role can act on them', async () => {
    const { app, sale, page, put, address } = desk();
    await put('seen', ONLINE);
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
