/** What operators see of payments, on a test's database without a provider. */
import { randomUUID } from 'node:crypto';
import { recordDispute } from '../../src/db/disputes';
import { openTask } from '../../src/db/payments';
import { orderNumberOf } from '../../src/domain/order-number';
import { ask, type Answer } from '../helpers/app';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { stopHttp, TOKEN } from '../helpers/http-app';
import { operatorWith, startReplica } from '../helpers/operators';
import { hear, lastAttempt, pay, refund } from '../helpers/payments';

let sale: TestDatabase;
let url: string;
const dashboard = { paymentPage: (intentId: string) => `https://provider.example/payments/${intentId}` };
beforeAll(async () => {
  sale = await createTestDatabase();
  url = await startReplica(sale.db, undefined, dashboard);
}, 60_000);
afterAll(async () => {
  await stopHttp();
  await sale.db.close();
});

const admin = (method: string, at: string, body?: unknown) => ask(`${url}/admin/${at}`, method, TOKEN, body);
type Tasks = { id: number; kind: string; doneAt: string | null; [member: string]: unknown }[];
const tasksOf = ({ body }: Answer) => body['tasks'] as Tasks;

const online = (id: string, stock = 10) =>
  onSale(sale.db, { pista: stock }, { id, payment: 'online', name: `Show ${id}` });

async function holds(event: string, quantity = 2): Promise<string> {
  const one = request(event, { pista: quantity });
  await sale.join(one);
  await sale.hold(one.preOrderId);
  return one.preOrderId;
}

/** A purchase that was paid by card, after a card that was declined. */
async function bought(event: string, quantity = 2): Promise<string> {
  const id = await holds(event, quantity);
  await pay(sale.db, id);
  await hear(sale.db, id, { status: 'declined', declineReason: 'insufficient_funds' });
  await pay(sale.db, id);
  await hear(sale.db, id, { status: 'authorized' });
  await sale.sell(id);
  await hear(sale.db, id, { status: 'paid', capturedCents: quantity * 49_500 });
  return id;
}

test('tasks are listed page by page: those that are open first, then those that are done, each the oldest first', async () => {
  const event = await online('tasks');
  await online('others');
  for (const [i, eventId] of [event, event, 'others', event].entries())
    await openTask(sale.db, { kind: 'payment_unknown', subject: `subject ${i}`, eventId });
  const all = tasksOf(await admin('GET', `tasks?eventId=${event}`));
  expect(all.map(({ subject }) => subject)).toEqual(['subject 0', 'subject 1', 'subject 3']);
  expect((await admin('POST', `tasks/${String(all[0]?.id)}/done`)).status).toBe(200);

  const first = await admin('GET', `tasks?eventId=${event}&limit=2`);
  expect(tasksOf(first).map(({ subject }) => subject)).toEqual(['subject 1', 'subject 3']);
  const next = `tasks?eventId=${event}&limit=2&cursor=${String(first.body['nextCursor'])}`;
  expect(await admin('GET', next)).toMatchObject({
    body: { tasks: [{ subject: 'subject 0', doneBy: 'token' }], nextCursor: null },
  });
  expect((await admin('GET', 'tasks?cursor=open')).status).toBe(400);
  const everywhere = tasksOf(await admin('GET', 'tasks')).filter(({ kind }) => kind === 'payment_unknown');
  expect(everywhere.map(({ subject }) => subject)).toEqual([
    ...['subject 1', 'subject 2', 'subject 3', 'subject 0'],
  ]);
});

test('a task leads to its order and to the payment at the provider, whatever it is about', async () => {
  const event = await online('leading');
  const id = await bought(event);
  const [attempt, intent] = [await lastAttempt(sale.db, id), `pi_${String(await lastAttempt(sale.db, id))}`];
  const dispute = { providerId: 'dp_1', status: 'needs_response', reason: 'fraudulent' };
  await recordDispute(sale.db, String(attempt), { ...dispute, amountCents: 99_000, currency: 'BRL' });
  await refund(sale.db, id, 'failed');
  await openTask(sale.db, {
    kind: 'capture_pending',
    subject: String(attempt),
    eventId: event,
    preOrderId: id,
  });
  const about = {
    ...{ eventId: event, preOrderId: id, orderNumber: orderNumberOf(id) },
    ...{ providerUrl: dashboard.paymentPage(intent), doneAt: null, doneBy: null },
  };
  expect(tasksOf(await admin('GET', `tasks?eventId=${event}`))).toMatchObject([
    { ...about, kind: 'dispute', detail: { amountCents: 99_000, reason: 'fraudulent' } },
    { ...about, kind: 'refund_failed', detail: { amountCents: 99_000, currency: 'BRL' } },
    { ...about, kind: 'capture_pending', subject: attempt },
  ]);
});

test('a task is ended once, by a name and with a note, and both stand in the record', async () => {
  const event = await online('ending');
  await openTask(sale.db, { kind: 'capture_failed', subject: 'ended', eventId: event });
  const [task] = tasksOf(await admin('GET', `tasks?eventId=${event}`));
  const done = `${url}/admin/tasks/${String(task?.id)}/done`;
  const finance = await operatorWith(sale.db, url, 'finance');
  const ended = await ask(done, 'POST', undefined, { note: 'Paid by transfer.' }, finance);
  expect(ended).toMatchObject({
    status: 200,
    body: { doneBy: 'finance@example.org', detail: { note: 'Paid by transfer.' } },
  });
  // Somebody else's press changes nothing.
  expect((await ask(done, 'POST', TOKEN, { note: 'Mine.' })).body).toEqual(ended.body);
  const { body } = await admin('GET', `events/${event}/actions`);
  const actions = body['actions'] as { what: string }[];
  expect(actions.filter(({ what }) => what === 'end_task')).toMatchObject([
    { who: 'finance@example.org', detail: { task: 'capture_failed', note: 'Paid by transfer.' } },
  ]);
  for (const id of ['0', '999999', 'x', '1e3', '9'.repeat(40)])
    expect(await admin('POST', `tasks/${id}/done`)).toMatchObject({
      status: 404,
      body: { code: 'task_not_found' },
    });
  expect((await ask(done, 'POST', TOKEN, { note: 'x'.repeat(501) })).status).toBe(400);
});

test('a task of no event is in the general record', async () => {
  await openTask(sale.db, { kind: 'foreign_charge', subject: 'pi_foreign' });
  const task = tasksOf(await admin('GET', 'tasks')).find(({ kind }) => kind === 'foreign_charge');
  expect(task).toMatchObject({ eventId: null, preOrderId: null, orderNumber: null, providerUrl: null });
  expect((await admin('POST', `tasks/${String(task?.id)}/done`, {})).status).toBe(200);
  expect(await admin('GET', 'actions')).toMatchObject({
    body: {
      actions: expect.arrayContaining([
        expect.objectContaining({
          what: 'end_task',
          detail: { task: 'foreign_charge', subject: 'pi_foreign' },
        }),
      ]),
    },
  });
});

test('an order that is found shows each attempt to pay it, its refunds and its disputes', async () => {
  const event = await online('story');
  const id = await bought(event);
  const { tickets = [] } = (await sale.read(id)) ?? {};
  await refund(sale.db, id, 'succeeded', [String(tickets[0]?.id)]);
  await recordDispute(sale.db, String(await lastAttempt(sale.db, id)), {
    ...{
      providerId: 'dp_story',
      status: 'needs_response',
      reason: 'fraudulent',
      amountCents: 100,
      currency: 'BRL',
    },
  });
  expect((await admin('GET', `pre-orders?id=${await bought(event)}`)).body['preOrders']).toEqual([
    expect.not.objectContaining({ disputed: true }),
  ]);
  expect((await admin('GET', `pre-orders?id=${id}`)).body['preOrders']).toMatchObject([
    {
      disputed: true,
      attempts: [
        {
          attempt: 1,
          method: 'card',
          status: 'declined',
          declineReason: 'insufficient_funds',
          capturedCents: 0,
        },
        {
          ...{ attempt: 2, status: 'paid', capturedCents: 99_000, refundedCents: 49_500, refundingCents: 0 },
          providerUrl: dashboard.paymentPage(`pi_${String(await lastAttempt(sale.db, id))}`),
          disputes: [{ status: 'needs_response', reason: 'fraudulent', amountCents: 100, closedAt: null }],
        },
      ],
      refunds: [{ status: 'succeeded', amountCents: 49_500, cause: 'operator', who: 'token' }],
    },
  ]);
  const unpaid = await holds(event, 1);
  expect((await admin('GET', `pre-orders?id=${unpaid}`)).body['preOrders']).toMatchObject([
    { attempts: [], refunds: [] },
  ]);
});

test('the payments file has one line for each attempt, with its refunds, and runs no formula', async () => {
  const event = await online('file');
  const ids = [await bought(event), await bought(event, 1)];
  await holds(event, 1);
  await hear(sale.db, String(ids[0]), { status: 'paid' });
  await refund(sale.db, String(ids[0]), 'succeeded');
  const failing = await holds(event, 1);
  await pay(sale.db, failing);
  await hear(sale.db, failing, { status: 'declined', declineReason: '=1+1' });
  const csv = async (query = '') => {
    const headers = await operatorWith(sale.db, url, 'finance', 'csv@example.org');
    const response = await fetch(`${url}/admin/events/${event}/payments.csv${query}`, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return (await response.text()).split('\r\n');
  };
  const [head, ...lines] = await csv();
  expect(head?.replace('\uFEFF', '')).toBe(
    'order_number,pre_order,payment,attempt,method,status,decline_reason,mismatch,amount,captured,refunded,' +
      'refund_pending,currency,provider_id,refunds,created_at,ended_at,time_zone,created_at_utc,ended_at_utc',
  );
  expect(lines).toHaveLength(6);
  const rows = lines.slice(0, 5).map((line) => line.split(','));
  expect(rows.map((row) => [...row.slice(1, 2), ...row.slice(3, 13)])).toEqual([
    [ids[0], '1', 'card', 'declined', 'insufficient_funds', '', '990.00', '0.00', '0.00', '0.00', 'BRL'],
    [ids[0], '2', 'card', 'paid', '', '', '990.00', '990.00', '990.00', '0.00', 'BRL'],
    [ids[1], '1', 'card', 'declined', 'insufficient_funds', '', '495.00', '0.00', '0.00', '0.00', 'BRL'],
    [ids[1], '2', 'card', 'paid', '', '', '495.00', '495.00', '0.00', '0.00', 'BRL'],
    [failing, '1', 'card', 'declined', "'=1+1", '', '495.00', '0.00', '0.00', '0.00', 'BRL'],
  ]);
  expect(rows.map((row) => row[0])).toEqual(rows.map((row) => orderNumberOf(String(row[1]))));
  expect(rows[1]?.slice(13, 15)).toEqual([
    `pi_${String(rows[1]?.[2])}`,
    expect.stringMatching(/^re_[-\w]{36}$/),
  ]);
  expect((await csv('?separator=semicolon'))[2]).toContain(';990,00;990,00;990,00;0,00;BRL;');
  // Programs get the same.
  const headers = { authorization: `Bearer ${TOKEN}` };
  const ndjson = await fetch(`${url}/admin/events/${event}/payments.ndjson`, { headers });
  const records = (await ndjson.text()).trimEnd().split('\n');
  expect(records.map((line) => JSON.parse(line) as object)).toMatchObject([
    { attempt: 1, status: 'declined' },
    { attempt: 2, capturedCents: 99_000, refunds: [{ status: 'succeeded', amountCents: 99_000 }] },
    ...[{ attempt: 1 }, { attempt: 2, refunds: [] }, { status: 'declined' }],
  ]);
  expect(
    await ask(`${url}/admin/events/none-${randomUUID().slice(0, 8)}/payments.csv`, 'GET', TOKEN),
  ).toMatchObject({
    status: 404,
  });
});

test('the files of sales and orders say how each was paid', async () => {
  const event = await online('paid-files');
  const id = await bought(event);
  const { tickets = [] } = (await sale.read(id)) ?? {};
  await refund(sale.db, id, 'succeeded', [String(tickets[0]?.id)]);
  const lines = async (file: string) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const text = await (await fetch(`${url}/admin/events/${event}/${file}`, { headers })).text();
    return text.trimEnd().split('\r\n');
  };
  const attempt = String(await lastAttempt(sale.db, id));
  const [head, ...sold] = await lines('sales.csv');
  expect(head).toMatch(/,sold_at_utc,payment,payment_method$/);
  expect(sold.map((line) => [line.split(',')[3], line.split(',').slice(-2)]).sort()).toEqual([
    ['refunded', [attempt, 'card']],
    ['sold', [attempt, 'card']],
  ]);
  const [heads, order] = await lines('pre-orders.csv');
  expect(heads).toMatch(/,closed_at_utc,payment,payment_method,payment_status,captured,refunded$/);
  expect(order).toContain(`,${attempt},card,partly_refunded,990.00,495.00`);
});

test('viewers see tasks and payments of an order, and neither end tasks nor get the payments file', async () => {
  const event = await online('roles');
  await openTask(sale.db, { kind: 'payment_unknown', subject: 'roles', eventId: event });
  const viewer = await operatorWith(sale.db, url, 'viewer');
  const list = await ask(`${url}/admin/tasks?eventId=${event}`, 'GET', undefined, undefined, viewer);
  const done = `tasks/${String(tasksOf(list)[0]?.id)}/done`;
  for (const [method, at] of [
    ['POST', done],
    ['GET', `events/${event}/payments.csv`],
  ] as const)
    expect(await ask(`${url}/admin/${at}`, method, undefined, undefined, viewer)).toMatchObject({
      status: 403,
      body: { code: 'not_allowed', needs: 'finance' },
    });
  expect(tasksOf(await admin('GET', `tasks?eventId=${event}`))).toMatchObject([{ doneAt: null }]);
});
