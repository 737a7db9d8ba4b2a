/** Runs every statement in every status: only the transitions of the table happen, and all of them do. */
import { TRANSITIONS, type PreOrderStatus } from '../../src/domain/pre-order';
import { actOnEvent } from '../../src/events/act-on-event';
import { audit } from '../../src/db/audit';
import { abandonPayment, settlePayment } from '../../src/db/payments';
import { hear, lastAttempt, pay, refund } from '../helpers/payments';
import { createTestDatabase, onSale, readStock, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

/** How a pre-order gets into each status. */
const WAYS: Record<string, (id: string, event: string) => Promise<unknown>> = {
  called: () => Promise.resolve(),
  pre_order: (id) => sale.hold(id),
  overdue: async (id) => {
    await sale.hold(id);
    const text = "UPDATE pre_order SET expires_at = now() - interval '1 s' WHERE id = $1";
    await sale.db.query({ name: 'overdue', text }, [id]);
  },
  checking_out: async (id) => {
    await sale.hold(id);
    await sale.acceptCheckout(id);
  },
  sold: async (id) => {
    await sale.hold(id);
    await sale.sell(id);
  },
  invalidated: (id) => sale.giveBack(id, 'given_back'),
  cancelled: (_id, event) => actOnEvent(sale.db, event, 'cancel', 'token'),
};

/** The same for an event that is paid online. */
const PAID_WAYS: Record<string, (id: string, event: string) => Promise<unknown>> = {
  called: () => Promise.resolve(),
  pre_order: (id) => sale.hold(id),
  async paying(id) {
    await sale.hold(id);
    await pay(sale.db, id);
  },
  async 'paying, past the bound'(id) {
    await PAID_WAYS['paying']?.(id, '');
    const text =
      "UPDATE pre_order SET expires_at = now() - interval '1 s', pay_ends_at = now() - interval '1 s' WHERE id = $1";
    await sale.db.query({ name: 'past', text }, [id]);
  },
  async declined(id) {
    await PAID_WAYS['paying']?.(id, '');
    await hear(sale.db, id, { status: 'declined' });
  },
  async authorized(id) {
    await PAID_WAYS['paying']?.(id, '');
    await hear(sale.db, id, { status: 'authorized' });
  },
  async paid(id) {
    await PAID_WAYS['paying']?.(id, '');
    await hear(sale.db, id, { status: 'paid', capturedCents: PRICE });
  },
  async 'sold and captured'(id) {
    await PAID_WAYS['authorized']?.(id, '');
    await sale.sell(id);
    await hear(sale.db, id, { status: 'paid', capturedCents: PRICE });
  },
  async 'sold after the transfer'(id) {
    await PAID_WAYS['paid']?.(id, '');
    await sale.sell(id);
  },
  async abandoned(id) {
    await PAID_WAYS['paying']?.(id, '');
    await abandonPayment(sale.db, id, 'payment_not_completed');
  },
  async refunded(id) {
    await PAID_WAYS['sold and captured']?.(id, '');
    await refund(sale.db, id, 'succeeded');
  },
  async 'cancelled after it was sold'(id, event) {
    await PAID_WAYS['sold and captured']?.(id, '');
    await actOnEvent(sale.db, event, 'cancel', 'token');
  },
};

const PRICE = 2 * 49_500;

const STATEMENTS: Record<string, (id: string, event: string) => Promise<unknown>> = {
  hold: (id) => sale.hold(id),
  touch: (id) => sale.touch(id),
  acceptCheckout: (id) => sale.acceptCheckout(id),
  sell: (id) => sale.sell(id),
  releaseOverdue: (id) => sale.releaseOverdue(id),
  giveBack: (id) => sale.giveBack(id, 'given_back'),
  cancel: (_id, event) => actOnEvent(sale.db, event, 'cancel', 'token'),
  pay: (id) => pay(sale.db, id),
  'hear of an authorization': (id) => hear(sale.db, id, { status: 'authorized' }),
  'hear of money': (id) => hear(sale.db, id, { status: 'paid', capturedCents: PRICE }),
  'hear of another amount': (id) =>
    hear(sale.db, id, { status: 'paid', capturedCents: PRICE + 1, mismatch: 'amount' }),
  'hear of a decline': (id) => hear(sale.db, id, { status: 'declined' }),
  'hear of an end': (id) => hear(sale.db, id, { status: 'cancelled', endReason: 'given_back' }),
  abandon: (id) => abandonPayment(sale.db, id, 'payment_not_completed'),
  async 'settle late money'(id) {
    await hear(sale.db, id, { status: 'paid', capturedCents: PRICE });
    const attempt = await lastAttempt(sale.db, id);
    if (attempt !== undefined) await settlePayment(sale.db, attempt);
  },
  refund: (id) => refund(sale.db, id, 'succeeded'),
  'begin a refund': (id) => refund(sale.db, id, 'pending'),
  'fail to refund': (id) => refund(sale.db, id, 'failed'),
};

const seen = new Set<string>();

const CASES = [
  ...Object.keys(WAYS).map((from) => ['none', from] as const),
  ...Object.keys(PAID_WAYS).map((from) => ['online', from] as const),
].flatMap(([payment, from]) =>
  Object.keys(STATEMENTS).map((statement) => [payment, from, statement] as const),
);

test.each(CASES)('payment %s: %s, then %s', async (payment, from, statement) => {
  const event = await onSale(sale.db, { pista: 5 }, { payment });
  const asked = request(event, { pista: 2 });
  await sale.join(asked);
  await (payment === 'none' ? WAYS : PAID_WAYS)[from]?.(asked.preOrderId, event);
  const before = (await sale.read(asked.preOrderId))?.status as PreOrderStatus;
  await STATEMENTS[statement]?.(asked.preOrderId, event);
  const after = (await sale.read(asked.preOrderId))?.status as PreOrderStatus;
  if (after !== before) {
    expect(TRANSITIONS[before]).toContain(after);
    seen.add(`${before} ${after}`);
  }
  const held = ['called', 'pre_order', 'paying', 'checking_out'].includes(after) ? 2 : 0;
  const sold = after === 'sold' ? 2 : 0;
  expect(await readStock(sale.db, event)).toMatchObject([{ available: 5 - held - sold, held, sold }]);
  expect(await audit(sale.db, event)).toEqual([]);
});

test('every transition of the table happens, except those of the line', () => {
  const table = Object.entries(TRANSITIONS).flatMap(([from, tos]) => tos.map((to) => `${from} ${to}`));
  expect([...seen].sort()).toEqual(table.filter((one) => !one.startsWith('in_line')).sort());
});
