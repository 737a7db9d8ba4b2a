/** What is done to a whole event: it counts at once, and its rows follow in batches that any process may make. */
import { audit } from '../../src/db/audit';
import { readBulkProgress, recordBulkChange, runBulkBatch } from '../../src/db/bulk-changes';
import { readEvent } from '../../src/db/events';
import { readActions, recordAction } from '../../src/db/operator-actions';
import { lockEvent } from '../../src/db/save-event';
import { actOnEvent, extendHolds } from '../../src/events/act-on-event';
import { finishBulkChanges } from '../../src/events/bulk-changes';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { pastSale } from '../helpers/past-sale';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()), 60_000);
afterAll(() => sale.db.close());

const count = async (event: string, where: string): Promise<number> => {
  const text = `SELECT count(*)::int AS n FROM pre_order WHERE event_id = $1 AND ${where}`;
  const [row] = await sale.db.transaction((tx) => tx.query<{ n: number }>(text, [event]));
  return (row as { n: number }).n;
};
const sql = (text: string, ...values: unknown[]) => sale.db.transaction((tx) => tx.query(text, values));
/** A buyer's pre-order that got as far as this. */
async function reach(event: string, ...steps: ('hold' | 'acceptCheckout' | 'sell')[]): Promise<string> {
  const asked = request(event, { pista: 1 });
  await sale.join(asked);
  for (const step of steps) await sale[step](asked.preOrderId);
  return asked.preOrderId;
}
const progress = (event: string) => sale.db.transaction((tx) => readBulkProgress(tx, event));
const status = async (id: string) => (await sale.read(id))?.status;
/** Records that the event is cancelled or its holds are extended, and makes no batch. */
const record = (event: string, seconds?: number) =>
  sale.db.transaction(async (tx) => {
    await lockEvent(tx, event);
    if (seconds === undefined) {
      await tx.query("UPDATE event SET state = 'cancelled' WHERE id = $1", [event]);
      await recordBulkChange(tx, event, { what: 'cancel' });
    } else {
      const detail = { seconds, holds: 0 };
      const action = await recordAction(tx, event, { who: 'a test', what: 'extend', detail });
      await recordBulkChange(tx, event, { what: 'extend', seconds, action });
    }
  });

test('a cancelled event is cancelled in batches, by several processes, each pre-order once', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const { sold, held } = await pastSale(sale.db, event, 3_000);
  const orders = await count(event, "status IN ('sold', 'pre_order')");
  await actOnEvent(sale.db, event, 'cancel', 'token');
  const started = await progress(event);
  expect(started.cancellation).toMatchObject({ endedAt: null, soldTickets: expect.any(Number) });
  const { remainingTickets = 0, soldTickets = 0 } = started.cancellation ?? {};
  expect(remainingTickets).toBeGreaterThan(0);
  expect(remainingTickets).toBeLessThan(sold + held);
  expect(soldTickets).toBeGreaterThan(0);

  const opened: string[] = [];
  const finish = () => finishBulkChanges(sale.db, event, (ids) => opened.push(...ids));
  const watch = async () => {
    for (let open = true; open;) {
      expect(await audit(sale.db, event)).toEqual([]);
      const [type] = (await readEvent(sale.db, event)).ticketTypes;
      expect(type).toMatchObject({
        capacity: (type?.available ?? 0) + (type?.held ?? 0) + (type?.sold ?? 0),
      });
      open = (await progress(event)).cancellation?.endedAt === null;
    }
  };
  const [one, two] = await Promise.all([finish(), finish(), watch()]);
  expect(new Set(opened).size).toBe(opened.length);
  expect(await count(event, "status = 'cancelled'")).toBe(orders);
  expect(one + two).toBeLessThan(orders);
  expect(one + two).toBeGreaterThan(orders - 501);
  expect((await readEvent(sale.db, event)).ticketTypes).toMatchObject([
    { available: sold + held, held: 0, sold: 0, cancelled: sold },
  ]);
  expect((await progress(event)).cancellation).toMatchObject({
    ...{ endedAt: expect.any(Date), remainingTickets: 0, soldTickets: sold, soldPreOrders: sold / 2 },
    soldCents: sold * 49_500,
  });
  expect(await finish()).toBe(0);
}, 60_000);

test('before its batch comes, nothing of a cancelled event can be held, kept, bought or sold', async () => {
  const event = await onSale(sale.db, { pista: 100 });
  const called = await reach(event);
  const [held, kept, back, overdue] = [
    await reach(event, 'hold'),
    await reach(event, 'hold'),
    await reach(event, 'hold'),
    await reach(event, 'hold'),
  ];
  const paid = await reach(event, 'hold', 'acceptCheckout');
  const sold = await reach(event, 'hold', 'sell');
  await sql("UPDATE pre_order SET expires_at = now() - interval '1 s' WHERE id = $1", overdue);
  await record(event);

  await expect(sale.join(request(event, { pista: 1 }))).rejects.toMatchObject({ code: 'not_on_sale' });
  expect((await sale.hold(called))?.status).toBe('cancelled');
  expect((await sale.acceptCheckout(held))?.status).toBe('cancelled');
  expect((await sale.touch(kept))?.status).toBe('cancelled');
  expect((await sale.giveBack(back, 'given_back'))?.status).toBe('cancelled');
  expect((await sale.releaseOverdue(overdue))?.reason).toBe('event_cancelled');
  expect((await sale.sell(paid))?.status).toBe('cancelled');
  expect(await status(sold)).toBe('sold');
  expect(await audit(sale.db, event)).toEqual([]);
  expect(await runBulkBatch(sale.db, event, 500)).toEqual({ done: 1, open: [], more: false });
  expect(await sale.read(sold)).toMatchObject({
    status: 'cancelled',
    tickets: [{ code: expect.any(String) }],
  });
  expect((await readEvent(sale.db, event)).ticketTypes).toMatchObject([{ available: 100, cancelled: 1 }]);
  expect(await audit(sale.db, event)).toEqual([]);
});

test('holds are extended in batches, each once, and the record counts them', async () => {
  const event = await onSale(sale.db, { pista: 1 }, { maxPerBuyer: 10 });
  await pastSale(sale.db, event, 40_000);
  const before = await count(event, "status = 'pre_order'");
  expect(before).toBeGreaterThan(1_000);
  const span = `extract(epoch FROM hold_ends_at - held_at) = 3600 + 300`;
  await extendHolds(sale.db, event, 300, 'Maria');
  expect(await count(event, span)).toBe(500);
  expect((await progress(event)).extension).toMatchObject({
    ...{ endedAt: null, seconds: 300, holds: 500, remainingHolds: before - 500 },
  });
  await Promise.all([1, 2].map(() => finishBulkChanges(sale.db, event, () => undefined)));
  expect(await count(event, span)).toBe(before);
  expect((await progress(event)).extension).toMatchObject({
    ...{ endedAt: expect.any(Date), holds: before, remainingHolds: 0 },
  });
  expect(await readActions(sale.db, event, 1)).toMatchObject([{ detail: { seconds: 300, holds: before } }]);
}, 60_000);

test('a hold that was extended lives on, even if its deadline comes before its batch', async () => {
  const event = await onSale(sale.db, { pista: 100 }, { holdSeconds: 1, idleSeconds: 1 });
  const [released, bought, both] = [
    await reach(event, 'hold'),
    await reach(event, 'hold'),
    await reach(event, 'hold'),
  ];
  const gone = await reach(event, 'hold');
  await sql("UPDATE pre_order SET expires_at = now() - interval '1 s' WHERE id = $1", gone);
  await record(event, 300);
  await record(event, 60);
  await sql('SELECT pg_sleep(1.1)');
  expect(await sale.releaseOverdue(released)).toMatchObject({ status: 'pre_order' });
  expect((await sale.acceptCheckout(bought))?.status).toBe('checking_out');
  expect((await sale.releaseOverdue(gone))?.status).toBe('invalidated');
  await finishBulkChanges(sale.db, event, () => undefined);
  expect((await sale.releaseOverdue(both))?.remainingMs).toBeGreaterThan(350_000);
  expect((await sale.releaseOverdue(released))?.remainingMs).toBeGreaterThan(350_000);
  expect((await readActions(sale.db, event, 2)).map(({ detail }) => detail)).toEqual([
    { seconds: 60, holds: 3 },
    { seconds: 300, holds: 3 },
  ]);
  expect(await audit(sale.db, event)).toEqual([]);
});
