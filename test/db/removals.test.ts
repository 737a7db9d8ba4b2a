import { randomUUID } from 'node:crypto';
import { audit } from '../../src/db/audit';
import { readRemovals, removeRecords } from '../../src/db/removals';
import { recordDispute } from '../../src/db/disputes';
import { abandonPayment } from '../../src/db/payments';
import { readReport } from '../../src/db/report';
import { actOnEvent } from '../../src/events/act-on-event';
import { applyRetention, archiveEvent } from '../../src/events/remove-records';
import { putEvent } from '../../src/events/put-event';
import { readEvent } from '../../src/db/events';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { hear, lastAttempt, pay, refund } from '../helpers/payments';

let t: TestDatabase;
beforeAll(async () => (t = await createTestDatabase()));
afterAll(() => t.db.close());

const rows = async (text: string, id: string) =>
  Number((await t.db.query<{ n: string }>({ name: text.slice(0, 60), text }, [id]))[0]?.n);
const preOrders = (id: string) => rows('SELECT count(*) AS n FROM pre_order WHERE event_id = $1', id);
const tickets = (id: string) =>
  rows(
    'SELECT count(*) AS n FROM ticket k JOIN pre_order p ON p.id = k.pre_order_id WHERE p.event_id = $1',
    id,
  );
const keys = (id: string) =>
  rows('SELECT count(idempotency_key) AS n FROM pre_order WHERE event_id = $1', id);

/** Three orders with keys, of which one is sold, one was given back and one is open. */
async function sale(): Promise<{ id: string; open: string }> {
  const id = await onSale(t.db, { pista: 5 });
  const orders = [randomUUID(), randomUUID(), randomUUID()] as const;
  for (const preOrderId of orders) {
    await t.join(request(id, { pista: 1 }, { preOrderId, idempotencyKey: 'key' }));
    await t.hold(preOrderId);
  }
  await t.acceptCheckout(orders[0]);
  await t.sell(orders[0]);
  await t.giveBack(orders[1], 'given_back');
  return { id, open: orders[2] };
}

/** The event's show and closing lie so many days back. */
async function end(id: string, days: number): Promise<void> {
  const ago = (more: number) => new Date(Date.now() - (days + more) * 86_400_000);
  const event = await readEvent(t.db, id);
  const online = { cannotBePaid: () => undefined };
  await putEvent(t.db, { ...event, onSaleAt: ago(2), closesAt: ago(1), startsAt: ago(0) }, { online });
}

test('an event is archived only once it is over and nothing is open', async () => {
  const { id, open } = await sale();
  const archive = () => archiveEvent(t.db, id, 'unsold', 'Ana');
  await expect(archiveEvent(t.db, 'nowhere', 'unsold', 'Ana')).rejects.toMatchObject({
    code: 'event_not_found',
  });
  await expect(archive()).rejects.toMatchObject({ code: 'event_not_over' });
  await end(id, 1);
  await expect(archive()).rejects.toMatchObject({ code: 'event_not_over' });
  await t.giveBack(open, 'given_back');
  expect(await archive()).toMatchObject([
    { what: 'unsold', counts: { invalidated: 2 }, endedAt: expect.any(Date) },
  ]);
});

test('what ended without a sale is removed, what was sold stays, and the report counts both', async () => {
  const { id, open } = await sale();
  await t.giveBack(open, 'given_back');
  await end(id, 1);
  const before = await readReport(t.db, id);
  await archiveEvent(t.db, id, 'unsold', 'Ana');
  expect([await preOrders(id), await tickets(id)]).toEqual([1, 1]);
  const after = await readReport(t.db, id);
  expect([after.counts, after.revenueCents]).toEqual([before.counts, before.revenueCents]);
  expect(await audit(t.db, id)).toEqual([]);

  await archiveEvent(t.db, id, 'everything', 'Ana');
  expect([await preOrders(id), await tickets(id)]).toEqual([0, 0]);
  const last = await readReport(t.db, id);
  expect([last.counts, last.revenueCents]).toEqual([before.counts, before.revenueCents]);
  expect(last.event.ticketTypes).toEqual(before.event.ticketTypes);
  expect(last.invariants.every(({ ok }) => ok)).toBe(true);
});

test('what was sold and cancelled with the event still counts after it is removed', async () => {
  const { id, open } = await sale();
  await t.giveBack(open, 'given_back');
  await actOnEvent(t.db, id, 'cancel', 'Ana');
  const before = (await readReport(t.db, id)).cancellation;
  expect(before).toMatchObject({ soldPreOrders: 1, soldTickets: 1 });
  await archiveEvent(t.db, id, 'everything', 'Ana');
  expect(await preOrders(id)).toBe(0);
  expect((await readReport(t.db, id)).cancellation).toEqual(before);
});

test('an interrupted removal goes on where it ended, and counts each pre-order once', async () => {
  const { id, open } = await sale();
  await t.giveBack(open, 'given_back');
  await end(id, 1);
  await t.db.query({ name: 'begin', text: `INSERT INTO removal (event_id, what) VALUES ($1, 'unsold')` }, [
    id,
  ]);
  expect(await removeRecords(t.db, id, 'unsold', 1)).toBe(false);
  expect(await removeRecords(t.db, id, 'unsold', 1)).toBe(false);
  expect(await readRemovals(t.db, id)).toMatchObject([{ endedAt: null, counts: { invalidated: 1 } }]);
  await Promise.all([1, 2, 3].map(() => archiveEvent(t.db, id, 'unsold', 'Ana')));
  expect(await readRemovals(t.db, id)).toMatchObject([
    { counts: { invalidated: 2 }, endedAt: expect.any(Date) },
  ]);
  expect(await preOrders(id)).toBe(1);
});

test('the retention settings remove from each event that ended long enough ago, and only from those', async () => {
  const [recent, old] = [await sale(), await sale()];
  for (const { id, open } of [recent, old]) await t.giveBack(open, 'given_back').then(() => id);
  await end(recent.id, 5);
  await end(old.id, 20);
  await applyRetention(t.db, { idempotencyKeyDays: 10, unsoldDays: 10, actionDays: undefined });
  expect([await keys(recent.id), await preOrders(recent.id)]).toEqual([3, 3]);
  expect([await keys(old.id), await preOrders(old.id)]).toEqual([0, 1]);
  const actions = 'SELECT count(*) AS n FROM operator_action WHERE event_id = $1';
  expect(await rows(actions, old.id)).toBeGreaterThan(0);
  await applyRetention(t.db, { idempotencyKeyDays: undefined, unsoldDays: undefined, actionDays: 10 });
  expect(await rows(actions, old.id)).toBe(0);
});

test('the record of what was done to operators and tokens is kept as long as the setting says', async () => {
  await t.db.transaction((tx) =>
    tx.query(
      `INSERT INTO operator_action (at, who, what) SELECT now() - make_interval(days => d), 'Ana', 'revoke_token'
       FROM unnest('{1, 9, 11}'::int[]) d`,
      [],
    ),
  );
  const ofNone = 'SELECT count(*) AS n FROM operator_action WHERE event_id IS NULL AND $1::text IS NOT NULL';
  await applyRetention(t.db, { idempotencyKeyDays: undefined, unsoldDays: undefined, actionDays: undefined });
  expect(await rows(ofNone, '')).toBe(3);
  await applyRetention(t.db, { idempotencyKeyDays: undefined, unsoldDays: undefined, actionDays: 10 });
  expect(await rows(ofNone, '')).toBe(2);
});

describe('money', () => {
  /** Paid by card and sold. */
  async function paid(id: string): Promise<string> {
    const asked = request(id, { pista: 1 });
    const { preOrderId } = asked;
    await t.join(asked);
    await t.hold(preOrderId);
    await pay(t.db, preOrderId);
    await hear(t.db, preOrderId, { status: 'authorized' });
    await t.sell(preOrderId);
    await hear(t.db, preOrderId, { status: 'paid', capturedCents: 49_500 });
    return preOrderId;
  }
  const left = async (id: string) => {
    const text = 'SELECT id FROM pre_order WHERE event_id = $1';
    const found = await t.db.query<{ id: string }>({ name: 'left', text }, [id]);
    return found.map((one) => one.id).sort();
  };
  const dispute = async (preOrderId: string, status: string) =>
    recordDispute(t.db, (await lastAttempt(t.db, preOrderId)) ?? '', {
      ...{ providerId: `du_${preOrderId}`, status, reason: 'fraudulent' },
      ...{ amountCents: 49_500, currency: 'BRL' },
    });

  test('orders whose money is settled are removed with their payments, and the report still counts it', async () => {
    const id = await onSale(t.db, { pista: 9 }, { payment: 'online' });
    const [, back, lost, unsold] = [
      await paid(id),
      await paid(id),
      await paid(id),
      request(id, { pista: 1 }),
    ];
    await refund(t.db, back, 'succeeded');
    await dispute(lost, 'lost');
    await t.join(unsold);
    await t.hold(unsold.preOrderId);
    await pay(t.db, unsold.preOrderId);
    await hear(t.db, unsold.preOrderId, { status: 'expired', endReason: 'payment_not_completed' });
    await end(id, 1);
    const before = await readReport(t.db, id);
    expect(before.counts).toEqual({ sold: 2, refunded: 1, invalidated: 1 });
    await archiveEvent(t.db, id, 'unsold', 'Ana');
    expect((await left(id)).length).toBe(3);
    await archiveEvent(t.db, id, 'everything', 'Ana');
    expect(await left(id)).toEqual([]);
    const after = await readReport(t.db, id);
    expect([after.counts, after.revenueCents, after.cancellation, after.money]).toEqual([
      ...[before.counts, before.revenueCents, before.cancellation, before.money],
    ]);
    expect(after.money).toMatchObject({ capturedCents: 3 * 49_500, refunds: { succeeded: 1 } });
  });

  test('an order whose money is in flight, owed or disputed stays, whatever is removed', async () => {
    const id = await onSale(t.db, { pista: 9 }, { payment: 'online' });
    const [pending, failed, disputed, settled] = [
      await paid(id),
      await paid(id),
      await paid(id),
      await paid(id),
    ];
    await refund(t.db, pending, 'pending');
    await refund(t.db, failed, 'failed');
    await dispute(disputed, 'needs_response');
    const [unknown, late] = [request(id, { pista: 1 }), request(id, { pista: 1 })];
    for (const one of [unknown, late]) {
      await t.join(one);
      await t.hold(one.preOrderId);
      await pay(t.db, one.preOrderId);
      await abandonPayment(t.db, one.preOrderId, 'payment_not_completed');
    }
    await hear(t.db, late.preOrderId, { status: 'paid', capturedCents: 49_500 });
    await end(id, 1);
    await archiveEvent(t.db, id, 'everything', 'Ana');
    expect(await left(id)).toEqual([pending, failed, disputed, unknown.preOrderId, late.preOrderId].sort());
    expect(await left(id)).not.toContain(settled);
  });
});
