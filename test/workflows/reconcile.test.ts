/** Rows and workflows that disagree, as operators and restored servers leave them, and how the reconciler repairs them. */
import { randomUUID } from 'node:crypto';
import { audit } from '../../src/db/audit';
import { recordBulkChange } from '../../src/db/bulk-changes';
import type { Transaction } from '../../src/db/database';
import { claimPendingSignals, settlePendingSignal } from '../../src/db/sale';
import { readReconciliations } from '../../src/db/reconcile';
import {
  preOrderWorkflowId,
  RECONCILE_SCHEDULE,
  RECONCILER_WORKFLOW,
  saleWorkflowId,
} from '../../src/contract/names';
import { stateQuery } from '../../src/contract/pre-order';
import { createReadiness } from '../../src/observability/readiness';
import { keepReconciling } from '../../src/temporal/reconciler';
import { onSale, request } from '../helpers/database';
import { record } from '../helpers/histories';
import { hear, pay } from '../helpers/payments';
import { startTestWorkflows, type TestWorkflows } from '../helpers/workflows';

let parts: TestWorkflows;
beforeAll(async () => (parts = await startTestWorkflows(`reconcile-${randomUUID()}`)), 60_000);
afterAll(() => parts.stop(), 30_000);

const handle = (id: string) => parts.client.workflow.getHandle(preOrderWorkflowId(id));
async function held(event: string): Promise<string> {
  const asked = request(event, { pista: 1 });
  await parts.database.join(asked);
  await parts.workflows.start(asked);
  while ((await handle(asked.preOrderId).query(stateQuery)).status === 'called');
  return asked.preOrderId;
}
/** Makes a row as old as the reconciler wants it, so that no race of starting or ending is meant. */
const age = (id: string) =>
  parts.database.db.query(
    {
      name: 'age',
      text: `UPDATE pre_order SET held_at = held_at - interval '1 minute', closed_at = closed_at - interval '1 minute'
             WHERE id = $1`,
    },
    [id],
  );
/** The list of running workflows follows a moment later. */
async function untilListed(id: string, listed: boolean): Promise<void> {
  while ((await parts.workflows.running()).preOrderIds.has(id) !== listed);
}

test('a hold whose workflow was terminated gets one again, which carries on; a hold that runs is left alone', async () => {
  const event = await onSale(parts.database.db, { pista: 3 });
  const [lost, runs] = [await held(event), await held(event)];
  const before = (await handle(runs).describe()).runId;
  await handle(lost).terminate();
  await untilListed(lost, false);
  await Promise.all([age(lost), age(runs)]);
  const done = await parts.reconcile();
  expect(done.restarted).toBeGreaterThanOrEqual(1);
  while ((await handle(lost).query(stateQuery)).status === 'called');
  expect((await handle(runs).describe()).runId).toBe(before);
  await parts.database.acceptCheckout(lost);
  await parts.workflows.signalCheckout(lost);
  expect(await handle(lost).result()).toMatchObject({ status: 'sold' });
  expect((await readReconciliations(parts.database.db))[0]).toMatchObject({ restarted: done.restarted });
});

test('a payment whose workflow was terminated gets one again, which waits for its bound', async () => {
  const { db } = parts.database;
  const id = await held(await onSale(db, { pista: 1 }, { payment: 'online' }));
  await pay(db, id);
  await hear(db, id, { status: 'open' });
  await handle(id).terminate();
  await untilListed(id, false);
  await age(id);
  await parts.reconcile();
  while ((await handle(id).query(stateQuery)).status !== 'paying');
  await hear(db, id, { status: 'paid', capturedCents: 49_500 });
  await parts.workflows.signalCheckout(id);
  expect(await handle(id).result()).toMatchObject({ status: 'sold' });
});

test('a workflow that an operator resets runs its steps again, finds what is recorded, and goes on', async () => {
  const event = await onSale(parts.database.db, { pista: 3 });
  const id = await held(event);
  const { tickets, expiresAt } = (await parts.database.read(id)) ?? {};
  const { runId } = await handle(id).describe();
  const { events } = await handle(id).fetchHistory();
  const first = events?.find((one) => one.workflowTaskCompletedEventAttributes);
  await parts.client.workflowService.resetWorkflowExecution({
    namespace: parts.client.options.namespace,
    workflowExecution: { workflowId: preOrderWorkflowId(id), runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'test',
  });
  while ((await handle(id).query(stateQuery)).status === 'called');
  expect((await handle(id).describe()).runId).not.toBe(runId);
  expect(await parts.database.read(id)).toMatchObject({ status: 'pre_order', tickets, expiresAt });
  await parts.database.acceptCheckout(id);
  await parts.workflows.signalCheckout(id);
  expect(await handle(id).result()).toMatchObject({ status: 'sold' });
});

test('a workflow that has outlived its row is signalled, and ends', async () => {
  const event = await onSale(parts.database.db, { pista: 3 });
  const id = await held(event);
  // As an event's cancellation does whose signals were lost.
  await parts.database.giveBack(id, 'given_back');
  await untilListed(id, true);
  await age(id);
  expect((await parts.reconcile()).ended).toBeGreaterThanOrEqual(1);
  expect(await handle(id).result()).toMatchObject({ status: 'invalidated', reason: 'given_back' });
});

test('a workflow without any row (the database was restored to before it) ends too', async () => {
  const event = await onSale(parts.database.db, { pista: 3 });
  const id = await held(event);
  await parts.database.db.transaction(async (tx) => {
    await tx.query('DELETE FROM ticket WHERE pre_order_id = $1', [id]);
    await tx.query('DELETE FROM pre_order WHERE id = $1', [id]);
    await tx.query('UPDATE ticket_type SET held = 0, available = capacity WHERE event_id = $1', [event]);
  });
  await untilListed(id, true);
  await parts.reconcile();
  expect(await handle(id).result()).toEqual({ status: 'refused' });
});

test('a call and a checkout that every process left alone for a minute get their step', async () => {
  const { database } = parts;
  const event = await onSale(database.db, { pista: 3 });
  const [called, recent] = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  await database.join(called);
  await database.join(recent);
  const accepted = await held(event);
  await database.acceptCheckout(accepted);
  const due = (seconds: number, ids: string[]) =>
    database.db.query(
      {
        name: 'due',
        text: `UPDATE pre_order SET lease_until = now() - make_interval(secs => $1) WHERE id = ANY ($2)`,
      },
      [seconds, ids],
    );
  await due(61, [called.preOrderId, accepted]);
  await due(30, [recent.preOrderId]);
  expect((await parts.reconcile()).restarted).toBeGreaterThanOrEqual(2);
  expect(await handle(accepted).result()).toMatchObject({ status: 'sold' });
  while ((await handle(called.preOrderId).query(stateQuery)).status === 'called');
  expect((await database.read(called.preOrderId))?.status).toBe('pre_order');
  expect((await database.read(recent.preOrderId))?.status).toBe('called');
  // This process isn't ready while the oldest step is overdue and it makes none.
  const readiness = (idleMs: number) =>
    createReadiness({
      ...{ db: database.db, temporal: { check: () => Promise.resolve() }, workerRuns: () => true },
      starter: { idleMs },
    })();
  expect(await readiness(20_000)).toEqual(['workflow_starts']);
  expect(await readiness(1_000)).toEqual([]);
  await database.giveBack(recent.preOrderId, 'given_back');
  expect(await readiness(20_000)).toEqual([]);
});

test('a sale whose workflow is gone is signalled again', async () => {
  const event = await onSale(parts.database.db, { pista: 3 });
  const flow = parts.client.workflow.getHandle(saleWorkflowId(event));
  const [due] = (await claimPendingSignals(parts.database.db, 100, 10)).filter(
    (one) => one.eventId === event,
  );
  if (!due) throw new Error('not due');
  await settlePendingSignal(parts.database.db, due);
  await parts.database.db.query(
    { name: 'older', text: "UPDATE event SET created_at = created_at - interval '1 minute' WHERE id = $1" },
    [event],
  );
  await parts.reconcile();
  const again = (await claimPendingSignals(parts.database.db, 100, 10)).filter(
    (one) => one.eventId === event,
  );
  expect(again).toHaveLength(1);
  await expect(flow.describe()).rejects.toThrow();
});

test('a bulk change that stands still has its sale signalled again', async () => {
  const { db } = parts.database;
  const event = await onSale(db, { pista: 3 });
  const mine = async () => (await claimPendingSignals(db, 100, 10)).filter((one) => one.eventId === event);
  const [due] = await mine();
  if (!due) throw new Error('not due');
  await settlePendingSignal(db, due);
  await db.transaction((tx: Transaction) => recordBulkChange(tx, event, { what: 'cancel' }));
  await parts.reconcile();
  expect(await mine()).toEqual([]);
  const text = "UPDATE bulk_change SET batch_at = now() - interval '1 minute' WHERE event_id = $1";
  await db.query({ name: 'still', text }, [event]);
  await parts.reconcile();
  expect(await mine()).toHaveLength(1);
});

test('one reconciler runs, whatever number of programs start; it replaces the schedule of the version before', async () => {
  const { client, taskQueue } = parts;
  const action = { type: 'startWorkflow', workflowType: 'reconcile', taskQueue } as const;
  await client.schedule.create({ scheduleId: RECONCILE_SCHEDULE, spec: {}, action });
  const reconciler = client.workflow.getHandle(RECONCILER_WORKFLOW);
  const keep = async () => {
    const stop = await keepReconciling(client, taskQueue, (error) => expect(error).toBeUndefined());
    stop();
  };
  const [lost, later] = [
    await held(await onSale(parts.database.db, { pista: 1 })),
    await held(await onSale(parts.database.db, { pista: 1 })),
  ];
  const lose = async (id: string) => {
    await handle(id).terminate();
    await untilListed(id, false);
    await age(id);
  };
  const untilBack = async (id: string) => {
    while ((await handle(id).describe()).status.name !== 'RUNNING');
  };
  await lose(lost);
  await Promise.all([keep(), keep()]);
  await untilBack(lost);
  await expect(client.schedule.getHandle(RECONCILE_SCHEDULE).describe()).rejects.toThrow();
  const { runId } = await reconciler.describe();
  // A program that starts later has it compare at once, not at its timer.
  await lose(later);
  await keep();
  await untilBack(later);
  expect((await reconciler.describe()).runId).toBe(runId);
  await record('reconciler', reconciler);

  await reconciler.terminate();
  await keep();
  expect(await reconciler.describe()).toMatchObject({ status: { name: 'RUNNING' } });
  await reconciler.terminate();
}, 60_000);

test('an audit names what breaks an invariant, and is silent where nothing does', async () => {
  const event = await onSale(parts.database.db, { pista: 3 });
  const id = await held(event);
  expect(await audit(parts.database.db, event)).toEqual([]);
  const breach = (name: string, text: string, ...values: unknown[]) =>
    parts.database.db.query({ name, text }, values);
  await breach('lose_ticket', 'DELETE FROM ticket WHERE pre_order_id = $1', id);
  await breach('count', 'UPDATE ticket_type SET held = 0, available = 3 WHERE event_id = $1', event);
  await breach('waits', 'UPDATE event SET waiting = 7 WHERE id = $1', event);
  await breach(
    'ghost',
    "INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity) VALUES ($1, 'pista', 9, $2, 1)",
    ...[event, randomUUID()],
  );
  const found = await audit(parts.database.db, event);
  expect(found.map((one) => one.invariant)).toEqual(['line', 'line', 'line', 'stock', 'tickets']);
  expect(found.find((one) => one.invariant === 'tickets')).toMatchObject({ eventId: event, offender: id });
});
