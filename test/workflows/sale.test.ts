/** The workflow of a sale, on a real Temporal and a real database: it opens, draws, closes, and obeys its operator. */
import type { Client } from '@temporalio/client';
import { readEvent } from '../../src/db/events';
import { readLine } from '../../src/db/line';
import { claimPendingSignals, settlePendingSignal, type PendingSignal } from '../../src/db/sale';
import type { Events } from '../../src/events';
import type { WorkflowClient } from '../../src/temporal/workflow-client';
import { saleWorkflowId } from '../../src/contract/names';
import { saleSignals, saleStateQuery, type SaleState } from '../../src/contract/sale';
import { onSale, request, type TestDatabase } from '../helpers/database';
import { startTestWorkflows, type TestWorkflows } from '../helpers/workflows';
import { record } from '../helpers/histories';
import { pastSale } from '../helpers/past-sale';

let parts: TestWorkflows;
let sale: TestDatabase;
let events: Events;
let client: Client;
let workflows: WorkflowClient;
beforeAll(async () => {
  parts = await startTestWorkflows();
  ({ database: sale, events, client, workflows } = parts);
}, 60_000);
afterAll(() => parts.stop(), 30_000);

const handle = (eventId: string) => client.workflow.getHandle(saleWorkflowId(eventId));
const signal = (eventId: string) => workflows.signalSale({ eventId, name: 'Rock no Rio' });
/** Asks the workflow itself until it stands so. */
async function untilState(eventId: string, state: Partial<SaleState>): Promise<void> {
  for (;;) {
    const now: Partial<SaleState> = await handle(eventId).query(saleStateQuery);
    if (Object.entries(state).every(([key, value]) => now[key as keyof SaleState] === value)) return;
  }
}
const inMs = (ms: number) => new Date(Date.now() + ms);

test('it waits for the opening, has the places drawn, and at the closing refuses those who wait', async () => {
  const event = await onSale(
    sale.db,
    { pista: 1 },
    { draw: true, onSaleAt: inMs(1_500), closesAt: inMs(4_000) },
  );
  const entries = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  for (const entry of entries) await sale.join(entry);
  await signal(event);
  await untilState(event, { status: 'scheduled', waiting: 2 });
  expect(await handle(event).result()).toMatchObject({ status: 'closed' });
  const line = await readLine(sale.db, event);
  expect(line).toMatchObject({ lastPlace: 2, waiting: 0, draw: { seed: expect.any(String) } });
  const ends = await Promise.all(entries.map(async ({ preOrderId: id }) => (await sale.read(id))?.reason));
  // Nobody moved this line before its end, so nobody was called.
  expect(ends).toEqual(['event_closed', 'event_closed']);
  await record('sale-drawn', handle(event));
}, 30_000);

test('an operator pauses, resumes and cancels it by signals, as from the Temporal UI', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const status = async () => (await readEvent(sale.db, event)).status;
  await signal(event);
  await untilState(event, { status: 'on_sale' });
  // The times themselves, and no remaining time that would be old when it is read.
  const state = await handle(event).query(saleStateQuery);
  expect(state).toMatchObject({ closesAt: (await readEvent(sale.db, event)).closesAt.toISOString() });
  expect(Object.keys(state).filter((name) => name.endsWith('Ms'))).toEqual([]);
  await handle(event).signal(saleSignals.pause);
  await untilState(event, { status: 'paused' });
  expect(await status()).toBe('paused');
  // Nonsense beside it, as hands do.
  await handle(event).signal('resume', { x: [1] }, 'y');
  await handle(event).signal('nonsense');
  await untilState(event, { status: 'on_sale' });
  await handle(event).signal(saleSignals.cancel);
  expect(await handle(event).result()).toMatchObject({ status: 'cancelled' });
  expect(await status()).toBe('cancelled');
  await record('sale-operated', handle(event));
}, 30_000);

test('a cancellation and an extension of many orders are finished by the workflow, one after the other', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  await pastSale(sale.db, event, 20_000);
  await signal(event);
  await untilState(event, { status: 'on_sale' });
  await events.extendHolds(event, 60, 'a test');
  await events.act(event, 'cancel', 'a test');
  const left = async () => (await events.report(event)).counts;
  expect((await left()).sold).toBeGreaterThan(0);
  await signal(event);
  expect(await handle(event).result()).toMatchObject({ status: 'cancelled', bulkChangeDue: false });
  expect(Object.keys(await left()).sort()).toEqual(['cancelled', 'invalidated', 'refused']);
  const { extension, cancellation, invariants } = await events.report(event);
  expect([extension?.endedAt, cancellation?.endedAt]).toEqual([expect.any(Date), expect.any(Date)]);
  expect(invariants.filter(({ ok }) => !ok)).toEqual([]);
  await record('sale-cancelled', handle(event));
}, 60_000);

test('a signalled workflow learns what changed in the database; a closed sale that opens again gets a new one', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  await signal(event);
  await untilState(event, { status: 'on_sale' });
  await events.act(event, 'close', 'workflow');
  await signal(event);
  expect(await handle(event).result()).toMatchObject({ status: 'closed' });
  await events.act(event, 'resume', 'workflow');
  await signal(event);
  await untilState(event, { status: 'on_sale' });
  await handle(event).terminate();
}, 30_000);

test('a sale is signalled once for each change, by one of two processes, and again if the first died before', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const mine = (due: PendingSignal[]) => due.filter((one) => one.eventId === event);
  const claims = [
    ...(await claimPendingSignals(sale.db, 100, 0.2)),
    ...(await claimPendingSignals(sale.db, 100, 0.2)),
  ];
  expect(mine(claims)).toHaveLength(1);
  await sale.db.query({ name: 'lease', text: 'SELECT pg_sleep(0.25)' }, []);
  const [again] = mine(await claimPendingSignals(sale.db, 100, 10));
  if (!again) throw new Error('nobody took it over');
  await events.act(event, 'pause', 'workflow');
  // It changed after it was claimed: this signal doesn't settle it.
  await settlePendingSignal(sale.db, again);
  const [changed] = mine(await claimPendingSignals(sale.db, 100, 10));
  if (!changed) throw new Error('the change was lost');
  await settlePendingSignal(sale.db, changed);
  expect(mine(await claimPendingSignals(sale.db, 100, 10))).toEqual([]);
});
