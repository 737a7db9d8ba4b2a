/** The workflow of a sale, on a real Temporal and a real database: it opens, draws, closes, and obeys its operator. */
import type { Client } from '@temporalio/client';
import { readEvent } from '../../src/db/events';
import { readLineNow } from '../../src/db/line-now';
import { createSales, type DueSale, type Sales } from '../../src/db/sales';
import type { RunningFlows } from '../../src/temporal/workflow-client';
import { saleSignals, saleStateQuery, saleWorkflowId, type SaleState } from '../../src/contract';
import { onSale, request, type TestDatabase } from '../helpers/database';
import { startTestFlows, type TestFlows } from '../helpers/flows';
import { record } from '../helpers/histories';

let parts: TestFlows;
let sale: TestDatabase;
let sales: Sales;
let client: Client;
let flows: RunningFlows;
beforeAll(async () => {
  parts = await startTestFlows();
  ({ sale, sales, client, flows } = parts);
}, 60_000);
afterAll(() => parts.stop(), 30_000);

const handle = (eventId: string) => client.workflow.getHandle(saleWorkflowId(eventId));
const tell = (eventId: string) => flows.tellSale({ eventId, name: 'Rock no Rio', claim: new Date() });
/** Asks the flow itself until it stands so. */
async function untilState(eventId: string, state: Partial<SaleState>): Promise<void> {
  for (;;) {
    const now = await handle(eventId).query(saleStateQuery);
    if (Object.entries(state).every(([key, value]) => now[key as keyof SaleState] === value)) return;
  }
}
const inMs = (ms: number) => new Date(Date.now() + ms);

test('it waits for the opening, draws the places, and at the closing refuses everyone who waits', async () => {
  const event = await onSale(
    sale.db,
    { pista: 1 },
    { draw: true, onSaleAt: inMs(1_500), closesAt: inMs(4_000) },
  );
  const entries = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  for (const entry of entries) await sale.join(entry);
  await tell(event);
  await untilState(event, { status: 'scheduled', waiting: 2 });
  expect(await handle(event).result()).toMatchObject({ status: 'closed' });
  const line = await readLineNow(sale.db, event);
  expect(line).toMatchObject({ lastPlace: 2, waiting: 0, draw: { seed: expect.any(String) } });
  const ends = await Promise.all(entries.map(async ({ id }) => (await sale.read(id))?.reason));
  // Nobody moved this line before its end, so nobody was called.
  expect(ends).toEqual(['event_closed', 'event_closed']);
  await record('sale-drawn', handle(event));
}, 30_000);

test('an operator pauses, resumes and cancels it by signals, as from the Temporal UI', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const status = async () => (await readEvent(sale.db, event)).status;
  await tell(event);
  await untilState(event, { status: 'on_sale' });
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

test('a signal makes it read what changed in the database; a closed sale that reopens gets a new workflow', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  await tell(event);
  await untilState(event, { status: 'on_sale' });
  await sales.act(event, 'close');
  await tell(event);
  expect(await handle(event).result()).toMatchObject({ status: 'closed' });
  await sales.act(event, 'resume');
  await tell(event);
  await untilState(event, { status: 'on_sale' });
  await handle(event).terminate();
}, 30_000);

test('of two processes one signals each change of a sale, and the other does if the first one dies', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const mine = (due: DueSale[]) => due.filter((one) => one.eventId === event);
  const claims = [...(await sales.claim(100, 0.2)), ...(await createSales(sale.db).claim(100, 0.2))];
  expect(mine(claims)).toHaveLength(1);
  await sale.db.query({ name: 'lease', text: 'SELECT pg_sleep(0.25)' }, []);
  const [again] = mine(await sales.claim(100, 10));
  if (!again) throw new Error('nobody took it over');
  await sales.act(event, 'pause');
  // It changed after it was claimed: this word doesn't settle it.
  await sales.settle(again);
  const [changed] = mine(await sales.claim(100, 10));
  if (!changed) throw new Error('the change was lost');
  await sales.settle(changed);
  expect(mine(await sales.claim(100, 10))).toEqual([]);
});
