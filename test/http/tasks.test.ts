/** What needs a person, on a test's database without a provider. */
import { recordDispute } from '../../src/db/disputes';
import { openTask } from '../../src/db/payments';
import { orderNumberOf } from '../../src/domain/order-number';
import { ask, type Answer } from '../helpers/app';
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';
import { stopHttp, TOKEN } from '../helpers/http-app';
import { operatorWith, startReplica } from '../helpers/operators';
import { buysByCard, lastAttempt, refund } from '../helpers/payments';

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

const online = (id: string) => onSale(sale.db, { pista: 10 }, { id, payment: 'online' });

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
  const id = await buysByCard(sale, event);
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
