/** Our books and the provider's: what differs is found, each kind by its name, and what only looks different isn't. */
import { abandonPayment, readAttempt } from '../../src/db/payments';
import { readRefundsOf, recordRefund } from '../../src/db/refunds';
import { archiveEvent } from '../../src/events/remove-records';
import { actOnEvent } from '../../src/events/act-on-event';
import type { ProviderRecord } from '../../src/payments/provider';
import { createReconcilePayments } from '../../src/payments/reconcile';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { inForm } from '../helpers/long';
import { hear, lastAttempt, pay, refund } from '../helpers/payments';
import { manyPayments } from '../helpers/many-payments';
import { openProviderBooks, type ProviderBooks } from '../helpers/provider-books';

let sale: TestDatabase;
let books: ProviderBooks;
let event: string;
beforeEach(async () => {
  sale = await createTestDatabase();
  books = openProviderBooks();
  event = await onSale(sale.db, { pista: 1_000 }, { payment: 'online' });
});
afterEach(() => sale.db.close());

const PRICE = 49_500;
const DAY_MS = 86_400_000;

const reconcile = (from = new Date(Date.now() - DAY_MS), until = new Date(Date.now() + 60_000)) =>
  createReconcilePayments({ db: sale.db, provider: books })({ from, until });

/** What differs, as kinds. */
const kinds = async () => (await reconcile()).differences.map(({ kind }) => kind);

async function held(): Promise<string> {
  const asked = request(event, { pista: 1 });
  await sale.join(asked);
  await sale.hold(asked.preOrderId);
  await pay(sale.db, asked.preOrderId);
  return asked.preOrderId;
}

const attemptOf = async (preOrderId: string) => (await lastAttempt(sale.db, preOrderId)) as string;

/** What the provider writes down of it. */
async function write(preOrderId: string, more: Partial<ProviderRecord> = {}): Promise<ProviderRecord> {
  const attemptId = await attemptOf(preOrderId);
  const record: ProviderRecord = {
    ...{ kind: 'payment', providerId: `pi_${attemptId}`, intentId: `pi_${attemptId}`, attemptId },
    ...{ amountCents: PRICE, currency: 'BRL', status: 'succeeded', createdAt: new Date() },
    ...more,
  };
  books.records.push(record);
  return record;
}

/** Sold and paid by card, in both books. */
async function bought(more: Partial<ProviderRecord> = {}): Promise<string> {
  const id = await held();
  await hear(sale.db, id, { status: 'authorized' });
  await sale.sell(id);
  await hear(sale.db, id, { status: 'paid', capturedCents: PRICE });
  await write(id, more);
  return id;
}

/** Given back, in both books. */
async function refunded(more: Partial<ProviderRecord> = {}): Promise<string> {
  const id = await bought();
  await refund(sale.db, id, 'succeeded');
  const [{ id: refundId, attemptId, intentId } = { id: '', attemptId: '', intentId: '' }] =
    await readRefundsOf(sale.db, id);
  books.records.push({
    ...{ kind: 'refund', providerId: `re_${refundId}`, intentId: intentId ?? '', attemptId, refundId },
    ...{ amountCents: PRICE, currency: 'BRL', status: 'succeeded', createdAt: new Date() },
    ...more,
  });
  return id;
}

const disputed = (payment: ProviderRecord, status: string): ProviderRecord => ({
  ...{ kind: 'dispute', providerId: `du_${payment.providerId}`, intentId: payment.providerId, status },
  ...{ amountCents: PRICE, currency: 'BRL', reason: 'fraudulent', createdAt: new Date() },
});

const tasks = () =>
  sale.db.query<{ kind: string; subject: string; preOrderId: string | null; difference: string | null }>(
    {
      name: 'tasks',
      text: `SELECT kind, subject, pre_order_id AS "preOrderId", detail->>'difference' AS difference
        FROM operator_task ORDER BY id`,
    },
    [],
  );

const drop = (providerId: string) =>
  (books.records = books.records.filter((one) => one.providerId !== providerId));

test('equal books have no difference, and what was listed is forgotten', async () => {
  await bought();
  await refunded();
  expect(await reconcile()).toMatchObject({
    payments: 2,
    refunds: 1,
    disputes: 0,
    counts: {},
    differences: [],
  });
  const left = await sale.db.query({ name: 'left', text: 'SELECT FROM listed_by_provider' }, []);
  expect([await tasks(), left]).toEqual([[], []]);
  expect(books.asked).toBe(0);
});

test('each difference has its name, and all are found in one run', async () => {
  const [gone, more, other, noRefund, less, paid] = [
    await bought(),
    await bought({ amountCents: PRICE + 1 }),
    await bought({ currency: 'USD' }),
    await refunded(),
    await refunded({ amountCents: PRICE - 1 }),
    await bought(),
  ];
  drop(`pi_${await attemptOf(gone)}`);
  const [given] = await readRefundsOf(sale.db, noRefund);
  drop(`re_${given?.id ?? ''}`);
  const common = { currency: 'BRL', status: 'succeeded', createdAt: new Date() };
  books.records.push(
    { kind: 'payment', providerId: 'pi_foreign', intentId: 'pi_foreign', amountCents: PRICE, ...common },
    { kind: 'refund', providerId: 're_foreign', intentId: 'pi_foreign', amountCents: 1, ...common },
    disputed(books.of(await attemptOf(paid)), 'needs_response'),
  );
  const result = await reconcile();
  expect(result.counts).toEqual({
    missing_at_provider: 1,
    foreign_payment: 1,
    amount_differs: 1,
    currency_differs: 1,
    missing_refund: 1,
    foreign_refund: 1,
    refund_amount_differs: 1,
    dispute: 1,
  });
  const byKind = new Map(result.differences.map((one) => [one.kind, one]));
  expect(byKind.get('missing_at_provider')).toMatchObject({ preOrderId: gone, eventId: event });
  expect(byKind.get('foreign_payment')).toMatchObject({ subject: 'pi_foreign' });
  expect(byKind.get('amount_differs')).toMatchObject({
    ...{ preOrderId: more, ours: { amountCents: PRICE }, theirs: { amountCents: PRICE + 1 } },
  });
  expect(byKind.get('currency_differs')).toMatchObject({ preOrderId: other, theirs: { currency: 'USD' } });
  expect(byKind.get('missing_refund')).toMatchObject({ preOrderId: noRefund, refundId: given?.id });
  expect(byKind.get('refund_amount_differs')).toMatchObject({ preOrderId: less });
  expect(byKind.get('foreign_refund')).toMatchObject({ subject: 're_foreign' });
  expect(byKind.get('dispute')).toMatchObject({ preOrderId: paid });
  const opened = await tasks();
  expect(opened.map(({ kind, difference }) => difference ?? kind).sort()).toEqual(
    Object.keys(result.counts).sort(),
  );
  expect(opened.find(({ difference }) => difference === 'missing_refund')?.preOrderId).toBe(noRefund);
});

test('a difference opens one task, also after somebody did it', async () => {
  await bought({ amountCents: PRICE - 1 });
  await reconcile();
  await reconcile();
  await sale.db.query({ name: 'do', text: 'UPDATE operator_task SET done_at = now()' }, []);
  expect(await kinds()).toEqual(['amount_differs']);
  expect(await tasks()).toHaveLength(1);
});

test('what is on its way is no difference', async () => {
  // The provider has the money, and we will hear of it.
  const authorized = await held();
  await hear(sale.db, authorized, { status: 'authorized' });
  await sale.sell(authorized);
  await write(authorized);
  const unknown = await held();
  await abandonPayment(sale.db, unknown, 'payment_not_completed');
  await write(unknown);
  // A refund that we have asked for and not heard of, with an id that we don't know yet.
  const asked = await bought();
  await refund(sale.db, asked, 'pending');
  const [{ id: refundId } = { id: '' }] = await readRefundsOf(sale.db, asked);
  books.records.push({
    ...{ kind: 'refund', providerId: 're_new', intentId: `pi_${await attemptOf(asked)}`, refundId },
    ...{ amountCents: PRICE, currency: 'BRL', status: 'pending', createdAt: new Date() },
  });
  // One that the provider refused, and that we know has failed.
  const failed = await bought();
  await refund(sale.db, failed, 'failed');
  const [no] = await readRefundsOf(sale.db, failed);
  books.records.push({
    ...{ kind: 'refund', providerId: `re_${no?.id ?? ''}`, refundId: no?.id ?? '' },
    ...{ amountCents: PRICE, currency: 'BRL', status: 'failed', createdAt: new Date() },
  });
  expect(await kinds()).toEqual([]);
});

test('an order that was archived since is known by the ledger', async () => {
  await refunded();
  const paid = await bought();
  await actOnEvent(sale.db, event, 'cancel', 'token');
  const [back] = await readRefundsOf(sale.db, paid);
  const refundId = back?.id ?? '';
  await recordRefund(sale.db, refundId, { status: 'succeeded', providerId: 're_cancelled' });
  books.records.push({
    ...{ kind: 'refund', providerId: 're_cancelled', refundId, amountCents: PRICE, currency: 'BRL' },
    ...{ status: 'succeeded', createdAt: new Date() },
  });
  await archiveEvent(sale.db, event, 'everything', 'token');
  expect(await readAttempt(sale.db, books.records[0]?.attemptId ?? '')).toBeUndefined();
  expect(await kinds()).toEqual([]);
  books.of('re_cancelled').amountCents--;
  expect(await kinds()).toEqual(['refund_amount_differs']);
});

test('money at the edges of the time is no difference', async () => {
  const now = Date.now();
  const ago = (hours: number) => new Date(now - hours * 3_600_000);
  const ages: [ours: number, theirs: number][] = [
    // Begun in the time and paid after it, even days after it; or on a clock that is behind.
    [1.5, 0.5],
    [1.5, -100],
    [1.9, 2.1],
    // Begun before it and paid in it.
    [3, 1.5],
  ];
  for (const [ours, theirs] of ages) {
    const id = await refunded();
    const attemptId = await attemptOf(id);
    await sale.db.query({ name: 'age', text: 'UPDATE payment_attempt SET created_at = $2 WHERE id = $1' }, [
      attemptId,
      ago(ours),
    ]);
    await sale.db.query({ name: 'age r', text: 'UPDATE refund SET created_at = $2 WHERE attempt_id = $1' }, [
      attemptId,
      ago(ours),
    ]);
    for (const one of books.records.filter((record) => record.attemptId === attemptId))
      one.createdAt = ago(theirs);
  }
  // Nobody knows it, but it isn't of this time.
  books.records.push({
    ...{ kind: 'payment', providerId: 'pi_later', amountCents: 1, currency: 'BRL', status: 'succeeded' },
    createdAt: ago(0.5),
  });
  expect((await reconcile(ago(2), ago(1))).differences).toEqual([]);
  expect(books.asked).toBe(2);
});

test('money for an attempt that was over is asked for at once', async () => {
  const id = await held();
  await hear(sale.db, id, { status: 'declined' });
  await write(id);
  expect([await kinds(), await kinds()]).toEqual([['amount_differs'], []]);
  const text = 'SELECT check_at <= now() AS due FROM payment_attempt WHERE pre_order_id = $1';
  expect(await sale.db.query({ name: 'due', text }, [id])).toEqual([{ due: true }]);
});

test('a second payment of an attempt is foreign and will be given back, and a second refund is foreign', async () => {
  await refunded();
  const [payment, back] = books.records.filter((one) => one.attemptId !== undefined);
  books.records.push({ ...(payment as ProviderRecord), providerId: 'pi_again', intentId: 'pi_again' });
  books.records.push({ ...(back as ProviderRecord), providerId: 're_again' });
  expect(await kinds()).toEqual(['foreign_payment', 'foreign_refund']);
  const text = 'SELECT intent_id AS "intentId", status FROM payment_attempt WHERE check_at <= now()';
  const asked = await sale.db.query({ name: 'asked', text }, []);
  expect(asked).toEqual([{ intentId: 'pi_again', status: 'cancelled' }]);
});

test('a refund that the bank returned is recorded as failed', async () => {
  const id = await refunded();
  const record = books.records.find(({ kind }) => kind === 'refund') as ProviderRecord;
  record.status = 'failed';
  expect(await kinds()).toEqual(['missing_refund']);
  expect(await readRefundsOf(sale.db, id)).toMatchObject([{ status: 'failed' }]);
  expect((await tasks()).map(({ kind }) => kind).sort()).toEqual(['reconciliation', 'refund_failed']);
  expect(await kinds()).toEqual([]);
});

test('a dispute that no webhook told of is recorded once, and reported while it is open', async () => {
  const id = await bought();
  const dispute = disputed(books.of(await attemptOf(id)), 'needs_response');
  books.records.push(dispute);
  const booked = async () => {
    const text = `SELECT sum(amount_cents)::int AS cents FROM ledger WHERE account = 'disputed'`;
    return (await sale.db.query<{ cents: number }>({ name: 'booked', text }, []))[0]?.cents;
  };
  expect([await kinds(), await kinds(), await booked()]).toEqual([['dispute'], ['dispute'], PRICE]);
  dispute.status = 'won';
  expect([await kinds(), await booked()]).toEqual([[], 0]);
  expect(await tasks()).toMatchObject([{ kind: 'dispute', preOrderId: id }]);

  books.records.push({ ...disputed(dispute, 'under_review'), intentId: 'pi_of_others' });
  expect(await kinds()).toEqual(['dispute']);
  expect((await tasks()).map(({ preOrderId }) => preOrderId)).toEqual([id, null]);
});

test('many payments: equal books have no difference, and a cent is found among them', async () => {
  const count = inForm({ short: 2_500, long: 50_000 });
  books.records = await manyPayments(sale.db, event, count);
  expect(await reconcile()).toMatchObject({ payments: count, refunds: count / 10, differences: [] });
  expect(books.asked).toBe(0);
  const [one, two] = [books.records[count / 2], books.records.at(-7)] as [ProviderRecord, ProviderRecord];
  one.amountCents--;
  books.records = books.records.filter((record) => record !== two);
  expect((await reconcile()).counts).toEqual({ amount_differs: 1, missing_refund: 1 });
}, 300_000);
