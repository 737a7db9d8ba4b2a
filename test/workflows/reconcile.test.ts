/** Rows and workflows that disagree, as operators and restored servers leave them, and how the reconciler repairs them. */
import { randomUUID } from 'node:crypto';
import { audit } from '../../src/db/audit';
import { readReconciliations } from '../../src/db/reconcile';
import { preOrderWorkflowId, saleWorkflowId, stateQuery } from '../../src/contract';
import { onSale, request } from '../helpers/database';
import { startTestFlows, type TestFlows } from '../helpers/flows';

let parts: TestFlows;
beforeAll(async () => (parts = await startTestFlows()), 60_000);
afterAll(() => parts.stop(), 30_000);

const handle = (id: string) => parts.client.workflow.getHandle(preOrderWorkflowId(id));
async function held(event: string): Promise<string> {
  const asked = request(event, { pista: 1 });
  await parts.sale.join(asked);
  await parts.flows.start({ ...asked, preOrderId: asked.id });
  while ((await handle(asked.id).query(stateQuery)).status === 'called');
  return asked.id;
}
/** Makes a row as old as the reconciler wants it, so that no race of starting or ending is meant. */
const age = (id: string) =>
  parts.sale.db.query(
    {
      name: 'age',
      text: `UPDATE pre_order SET held_at = held_at - interval '1 minute', closed_at = closed_at - interval '1 minute'
             WHERE id = $1`,
    },
    [id],
  );
/** The list of running workflows follows a moment later. */
async function untilListed(id: string, listed: boolean): Promise<void> {
  while ((await parts.flows.running()).preOrderIds.has(id) !== listed);
}

test('a hold whose workflow was terminated gets a new one; a hold with a running workflow is left alone', async () => {
  const event = await onSale(parts.sale.db, { pista: 3 });
  const [lost, runs] = [await held(event), await held(event)];
  const before = (await handle(runs).describe()).runId;
  await handle(lost).terminate();
  await untilListed(lost, false);
  await Promise.all([age(lost), age(runs)]);
  const done = await parts.reconcile();
  expect(done.restarted).toBeGreaterThanOrEqual(1);
  while ((await handle(lost).query(stateQuery)).status === 'called');
  expect((await handle(runs).describe()).runId).toBe(before);
  await parts.sale.acceptCheckout(lost);
  await parts.flows.signalCheckout(lost);
  expect(await handle(lost).result()).toMatchObject({ status: 'sold' });
  expect((await readReconciliations(parts.sale.db))[0]).toMatchObject({ restarted: done.restarted });
});

test('a workflow that an operator resets repeats its steps, finds what is recorded, and continues', async () => {
  const event = await onSale(parts.sale.db, { pista: 3 });
  const id = await held(event);
  const { tickets, expiresAt } = (await parts.sale.read(id)) ?? {};
  const { runId } = await handle(id).describe();
  const { events } = await handle(id).fetchHistory();
  const first = events?.find((one) => one.workflowTaskCompletedEventAttributes);
  await parts.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: preOrderWorkflowId(id), runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'test',
  });
  while ((await handle(id).query(stateQuery)).status === 'called');
  expect((await handle(id).describe()).runId).not.toBe(runId);
  expect(await parts.sale.read(id)).toMatchObject({ status: 'pre_order', tickets, expiresAt });
  await parts.sale.acceptCheckout(id);
  await parts.flows.signalCheckout(id);
  expect(await handle(id).result()).toMatchObject({ status: 'sold' });
});

test('a workflow whose row has ended is signaled, and ends', async () => {
  const event = await onSale(parts.sale.db, { pista: 3 });
  const id = await held(event);
  // As an event's cancellation does whose signals were lost.
  await parts.sale.giveBack(id, 'given_back');
  await untilListed(id, true);
  await age(id);
  expect((await parts.reconcile()).ended).toBeGreaterThanOrEqual(1);
  expect(await handle(id).result()).toMatchObject({ status: 'invalidated', reason: 'given_back' });
});

test('a workflow without a row (the database was restored to an earlier time) ends too', async () => {
  const event = await onSale(parts.sale.db, { pista: 3 });
  const id = await held(event);
  await parts.sale.db.transaction(async (tx) => {
    await tx.query('DELETE FROM ticket WHERE pre_order_id = $1', [id]);
    await tx.query('DELETE FROM pre_order WHERE id = $1', [id]);
    await tx.query('UPDATE ticket_type SET held = 0, available = capacity WHERE event_id = $1', [event]);
  });
  await untilListed(id, true);
  await parts.reconcile();
  expect(await handle(id).result()).toEqual({ status: 'refused' });
});

test('a sale whose workflow is gone is due for a signal again', async () => {
  const event = await onSale(parts.sale.db, { pista: 3 });
  const flow = parts.client.workflow.getHandle(saleWorkflowId(event));
  const [due] = (await parts.sales.claim(100, 10)).filter((one) => one.eventId === event);
  if (!due) throw new Error('not due');
  await parts.sales.settle(due);
  await parts.sale.db.query(
    { name: 'older', text: "UPDATE event SET created_at = created_at - interval '1 minute' WHERE id = $1" },
    [event],
  );
  await parts.reconcile();
  const again = (await parts.sales.claim(100, 10)).filter((one) => one.eventId === event);
  expect(again).toHaveLength(1);
  await expect(flow.describe()).rejects.toThrow();
});

test('an audit names what breaks an invariant, and finds nothing in a sound sale', async () => {
  const event = await onSale(parts.sale.db, { pista: 3 });
  const id = await held(event);
  expect(await audit(parts.sale.db, event)).toEqual([]);
  const breach = (name: string, text: string, ...values: unknown[]) =>
    parts.sale.db.query({ name, text }, values);
  await breach('lose_ticket', 'DELETE FROM ticket WHERE pre_order_id = $1', id);
  await breach('count', 'UPDATE ticket_type SET held = 0, available = 3 WHERE event_id = $1', event);
  await breach('waits', 'UPDATE event SET waiting = 7 WHERE id = $1', event);
  await breach(
    'ghost',
    "INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity) VALUES ($1, 'pista', 9, $2, 1)",
    ...[event, randomUUID()],
  );
  const found = await audit(parts.sale.db, event);
  expect(found.map((one) => one.invariant)).toEqual(['line', 'line', 'line', 'stock', 'tickets']);
  expect(found.find((one) => one.invariant === 'tickets')).toMatchObject({ eventId: event, offender: id });
});
