import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { WorkflowClient } from '../../src/temporal/workflow-client';
import { preOrderWorkflowId } from '../../src/contract/names';
import { stateQuery, type PreOrderState } from '../../src/contract/pre-order';
import { searchAttributes } from '../../src/contract/search-attributes';
import { onSale, readStock, request, type TestDatabase } from '../helpers/database';
import { startTestWorkflows, type TestWorkflows } from '../helpers/workflows';
import { record } from '../helpers/histories';

let parts: TestWorkflows;
let sale: TestDatabase;
let client: Client;
let workflows: WorkflowClient;
beforeAll(async () => {
  parts = await startTestWorkflows();
  ({ database: sale, client, workflows } = parts);
}, 60_000);
afterAll(() => parts.stop(), 30_000);

const handle = (id: string) => client.workflow.getHandle(preOrderWorkflowId(id));
const result = (id: string) => handle(id).result() as Promise<PreOrderState>;
/** Waits, by asking the flow itself, until it holds the tickets. */
async function untilHeld(id: string): Promise<void> {
  while ((await handle(id).query(stateQuery)).status === 'called');
}
async function called(event: string, items: Record<string, number> = { pista: 1 }) {
  const asked = request(event, items);
  await sale.join(asked);
  await workflows.start(asked);
  return asked.preOrderId;
}

test('an accepted checkout ends as sold', async () => {
  const event = await onSale(sale.db, { pista: 3 });
  const id = await called(event);
  await untilHeld(id);
  expect(await sale.acceptCheckout(id)).toMatchObject({ status: 'checking_out' });
  await workflows.signalCheckout(id);
  expect(await result(id)).toMatchObject({ status: 'sold' });
  expect(await readStock(sale.db, event)).toMatchObject([{ available: 2, held: 0, sold: 1 }]);
  await record('sold-in-expected-state', handle(id));
});

test('the query tells the deadline, and no remaining time that would be old when it is read', async () => {
  const id = await called(await onSale(sale.db, { pista: 1 }));
  await untilHeld(id);
  const [row] = await sale.db.query<{ expiresAt: Date }>(
    { name: 'deadline', text: 'SELECT expires_at AS "expiresAt" FROM pre_order_now WHERE id = $1' },
    [id],
  );
  expect(await handle(id).query(stateQuery)).toEqual({
    status: 'pre_order',
    expiresAt: row?.expiresAt.toISOString(),
  });
  await handle(id).cancel();
});

test('an operator can read what a workflow is about and how far it is', async () => {
  const event = await onSale(
    sale.db,
    {},
    { ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1, currency: 'BRL', capacity: 9 }] },
  );
  const id = await called(event, { pista: 2 });
  await untilHeld(id);
  const { raw } = await handle(id).describe();
  const text = (payload: unknown) => JSON.stringify(defaultPayloadConverter.fromPayload(payload as Payload));
  expect(text(raw.executionConfig?.userMetadata?.summary)).toBe(`"2 × Pista, ${event}"`);
  const metadata = await handle(id).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(metadata.currentDetails).toContain(`2 × Pista, ${event}: held until`);
  await handle(id).cancel();
});

test('lists show the hold from the start without an update, and are corrected if a clock was wrong', async () => {
  const event = await onSale(sale.db, { pista: 3 });
  const updates = async (id: string) => {
    const { events } = await handle(id).fetchHistory();
    return events?.filter((one) => one.upsertWorkflowSearchAttributesEventAttributes).length;
  };
  const listed = async (id: string) => {
    const { typedSearchAttributes } = await handle(id).describe();
    return [searchAttributes.status, searchAttributes.expiresAt].map((key) => typedSearchAttributes.get(key));
  };
  const [right, wrong] = [await called(event), request(event, { pista: 1 })];
  await untilHeld(right);
  const deadline = (await sale.read(right))?.expiresAt;
  const [status, expiresAt] = await listed(right);
  expect(status).toBe('pre_order');
  expect(Math.abs(Number(expiresAt) - Number(deadline))).toBeLessThan(1_000);
  expect(await updates(right)).toBe(0);

  await sale.join(wrong);
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 300_000);
  await workflows.start(wrong).finally(() => clock.mockRestore());
  await untilHeld(wrong.preOrderId);
  expect(await updates(wrong.preOrderId)).toBe(1);
  expect(await listed(wrong.preOrderId)).toEqual([
    'pre_order',
    (await sale.read(wrong.preOrderId))?.expiresAt,
  ]);
  for (const id of [right, wrong.preOrderId]) await handle(id).cancel();
});

test('without a checkout the timer releases the tickets, and not before the deadline', async () => {
  const event = await onSale(sale.db, { pista: 3 }, { holdSeconds: 5, idleSeconds: 1 });
  const id = await called(event);
  expect(await result(id)).toMatchObject({ status: 'invalidated', reason: 'idle' });
  await record('idle-in-expected-state', handle(id));
  const row = await sale.read(id);
  expect(Number(row?.closedAt) - Number(row?.heldAt)).toBeGreaterThanOrEqual(1_000);
  expect(await readStock(sale.db, event)).toMatchObject([{ available: 3, held: 0 }]);
});

test('an accepted checkout whose signal was lost is sold when the timer asks', async () => {
  const event = await onSale(sale.db, { pista: 3 }, { holdSeconds: 1, idleSeconds: 1 });
  const id = await called(event);
  await untilHeld(id);
  await sale.acceptCheckout(id);
  expect(await result(id)).toMatchObject({ status: 'sold' });
});

test('an active buyer gets more time', async () => {
  const event = await onSale(sale.db, { pista: 3 }, { holdSeconds: 60, idleSeconds: 1 });
  const id = await called(event);
  await untilHeld(id);
  const before = await sale.read(id);
  await sale.db.query(
    { name: 'later', text: "UPDATE pre_order SET expires_at = expires_at + interval '1 s' WHERE id = $1" },
    [id],
  );
  await result(id);
  expect(Number((await sale.read(id))?.closedAt)).toBeGreaterThanOrEqual(Number(before?.expiresAt) + 1_000);
});

test('workflows that are given back or cancelled return their tickets', async () => {
  const event = await onSale(sale.db, { pista: 3 });
  const [one, two] = [await called(event), await called(event)];
  await untilHeld(one);
  await untilHeld(two);
  await workflows.signalGiveBack(one);
  await handle(two).cancel();
  expect(await result(one)).toMatchObject({ status: 'invalidated', reason: 'given_back' });
  await expect(result(two)).rejects.toThrow();
  expect(await sale.read(two)).toMatchObject({ status: 'invalidated', reason: 'ended_by_operator' });
  expect(await readStock(sale.db, event)).toMatchObject([{ available: 3, held: 0 }]);
});

test('a workflow that another backend starts without a call gets tickets, or a refusal as its result', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const [one, two] = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  await workflows.start(one);
  await untilHeld(one.preOrderId);
  await workflows.start(two);
  expect(await result(two.preOrderId)).toEqual({ status: 'refused', reason: 'sold_out' });
  expect(await sale.read(one.preOrderId)).toMatchObject({ status: 'pre_order' });
});

test('a workflow that is started again continues from its row', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const id = await called(event);
  await untilHeld(id);
  await handle(id).terminate();
  const preOrder = await sale.acceptCheckout(id);
  if (!preOrder) throw new Error('lost');
  await workflows.checkout({ ...preOrder, preOrderId: id });
  expect(await result(id)).toMatchObject({ status: 'sold' });
});
