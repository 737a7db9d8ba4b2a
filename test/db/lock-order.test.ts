/** Statements that change several events lock their ticket types in one order, also while events are cancelled. */
import { randomUUID } from 'node:crypto';
import { audit } from '../../src/db/audit';
import { recordBulkChange } from '../../src/db/bulk-changes';
import { insertBuyer } from '../../src/db/buyers';
import type { Transaction } from '../../src/db/database';
import { recordAction } from '../../src/db/operator-actions';
import { mergeBuyers } from '../../src/db/merge-buyers';
import { releaseOverdue, sellPreOrders } from '../../src/db/pre-orders';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()), 60_000);
afterAll(() => sale.db.close());

const name = randomUUID().slice(0, 8);
let events = 0;
/** An event whose row comes after those of the events before it. */
const event = () => onSale(sale.db, { pista: 10 }, { id: `${name}-${String(events++).padStart(3, '0')}` });
const run = (text: string, ...values: unknown[]) => sale.db.transaction((tx) => tx.query(text, values));
async function held(eventId: string, buyerId: string = randomUUID()): Promise<string> {
  const asked = request(eventId, { pista: 1 }, { buyerId });
  await sale.join(asked);
  await sale.hold(asked.preOrderId);
  return asked.preOrderId;
}
/** The event is cancelled, and no batch has reached its rows. */
const cancel = (eventId: string) =>
  sale.db.transaction(async (tx) => {
    await tx.query("UPDATE event SET state = 'cancelled' WHERE id = $1", [eventId]);
    await recordBulkChange(tx, eventId, { what: 'cancel' });
  });

const lockTypes = (tx: Transaction, eventId: string) =>
  tx.query('SELECT FROM ticket_type WHERE event_id = $1 FOR NO KEY UPDATE', [eventId]);
/** Waits until somebody waits for this transaction. */
async function untilWaitedFor(tx: Transaction): Promise<void> {
  const waiting = 'SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid';
  while ((await tx.query(waiting, [])).length === 0);
}

/**
 * Runs the work while a transaction locks the types of these two events, in their order, and the second when the work
 * waits for the first. Out of order, one of them would fail.
 */
async function besideOrderly<T>(first: string, second: string, work: () => Promise<T>): Promise<T> {
  const working = await sale.db.transaction(async (tx) => {
    await lockTypes(tx, first);
    const begun = work();
    // Who fails first says so, and a rejection that nobody awaits yet would end the process.
    begun.catch(() => undefined);
    await untilWaitedFor(tx);
    await lockTypes(tx, second);
    return [begun] as const;
  });
  return working[0];
}
afterEach(async () => {
  await run('UPDATE bulk_change SET ended_at = now() WHERE ended_at IS NULL');
  expect(await audit(sale.db)).toEqual([]);
});

test('merging buyers, of whom one has something of a cancelled event', async () => {
  const [a, b] = [await event(), await event()];
  const [from, to] = [randomUUID(), randomUUID()];
  await sale.db.transaction((tx) => insertBuyer(tx, to, undefined));
  await held(a, to);
  const ids = [await held(a, from), await held(b, from)];
  await cancel(b);
  await besideOrderly(a, b, () => sale.db.transaction((tx) => mergeBuyers(tx, from, to)));
  const found = await Promise.all(ids.map(async (id) => (await sale.read(id))?.status));
  expect(found).toEqual(['pre_order', 'cancelled']);
});

test('merging buyers, beside a hold of theirs that was extended', async () => {
  const [a, b] = [await event(), await event()];
  const [from, to] = [randomUUID(), randomUUID()];
  await sale.db.transaction((tx) => insertBuyer(tx, to, undefined));
  const [extended, cancelled] = [await held(a, from), await held(b, from)];
  const action = await sale.db.transaction(async (tx) => {
    const detail = { seconds: 60, holds: 0 };
    const made = await recordAction(tx, a, { who: 'a test', what: 'extend', detail });
    await recordBulkChange(tx, a, { what: 'extend', seconds: 60, action: made });
    return made;
  });
  await cancel(b);
  const before = (await sale.read(extended))?.expiresAt?.getTime() ?? 0;
  // As a step of one pre-order does: the record of the action, then the types.
  const work = () => sale.db.transaction((tx) => mergeBuyers(tx, from, to));
  const merging = await sale.db.transaction(async (tx) => {
    await tx.query('UPDATE operator_action SET what = what WHERE id = $1', [action]);
    const begun = work();
    begun.catch(() => undefined);
    await untilWaitedFor(tx);
    await lockTypes(tx, a);
    return [begun] as const;
  });
  await merging[0];
  expect((await sale.read(extended))?.expiresAt?.getTime()).toBe(before + 60_000);
  expect((await sale.read(cancelled))?.status).toBe('cancelled');
});

test('merging buyers who have something of two cancelled events', async () => {
  const [a, b] = [await event(), await event()];
  const [from, to] = [randomUUID(), randomUUID()];
  await sale.db.transaction((tx) => insertBuyer(tx, to, undefined));
  const ids = [await held(a, to), await held(b, to), await held(a, from), await held(b, from)];
  // The changes were recorded in the other order.
  await cancel(b);
  await cancel(a);
  await besideOrderly(a, b, () => sale.db.transaction((tx) => mergeBuyers(tx, from, to)));
  for (const id of ids) expect(await sale.read(id)).toMatchObject({ status: 'cancelled', buyerId: to });
});

test('selling what is of several events, of which one is cancelled', async () => {
  const [a, b] = [await event(), await event()];
  const ids = [await held(a), await held(b)];
  for (const id of ids) await sale.acceptCheckout(id);
  await cancel(b);
  await besideOrderly(a, b, () => sellPreOrders(sale.db, ids));
  const found = await Promise.all(ids.map(async (id) => (await sale.read(id))?.status));
  expect(found).toEqual(['sold', 'cancelled']);
});

test('releasing what is overdue, beside which an event is cancelled', async () => {
  const [a, b] = [await event(), await event()];
  const [along, own] = [await held(a), await held(b)];
  await run("UPDATE pre_order SET expires_at = now() - interval '1 second' WHERE id = $1", along);
  await cancel(b);
  const releasing = () => releaseOverdue(sale.db, [own], 100);
  // What isn't asked for is left to its own timer then.
  await releasing();
  expect((await sale.read(own))?.status).toBe('cancelled');
  expect((await sale.read(along))?.status).toBe('pre_order');
  await releaseOverdue(sale.db, [along], 100);
  expect((await sale.read(along))?.status).toBe('invalidated');
});
