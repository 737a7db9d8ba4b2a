/** Runs every statement in every status: only the transitions of the table happen, and all of them do. */
import { TRANSITIONS, type PreOrderStatus } from '../../src/domain/pre-order';
import { actOnEvent } from '../../src/events/act-on-event';
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

const STATEMENTS: Record<string, (id: string, event: string) => Promise<unknown>> = {
  hold: (id) => sale.hold(id),
  touch: (id) => sale.touch(id),
  acceptCheckout: (id) => sale.acceptCheckout(id),
  sell: (id) => sale.sell(id),
  releaseOverdue: (id) => sale.releaseOverdue(id),
  giveBack: (id) => sale.giveBack(id, 'given_back'),
  cancel: (_id, event) => actOnEvent(sale.db, event, 'cancel', 'token'),
};

const seen = new Set<string>();

test.each(Object.keys(WAYS).flatMap((from) => Object.keys(STATEMENTS).map((statement) => [from, statement])))(
  '%s, then %s',
  async (from, statement) => {
    const event = await onSale(sale.db, { pista: 5 });
    const asked = request(event, { pista: 2 });
    await sale.join(asked);
    await WAYS[from]?.(asked.preOrderId, event);
    const before = (await sale.read(asked.preOrderId))?.status as PreOrderStatus;
    await STATEMENTS[statement]?.(asked.preOrderId, event);
    const after = (await sale.read(asked.preOrderId))?.status as PreOrderStatus;
    if (after !== before) {
      expect(TRANSITIONS[before]).toContain(after);
      seen.add(`${before} ${after}`);
    }
    const [held, sold] = [
      ['called', 'pre_order', 'checking_out'].includes(after) ? 2 : 0,
      after === 'sold' ? 2 : 0,
    ];
    expect(await readStock(sale.db, event)).toMatchObject([{ available: 5 - held - sold, held, sold }]);
  },
);

test('every transition of the table happens, except those of the line', () => {
  const table = Object.entries(TRANSITIONS).flatMap(([from, tos]) => tos.map((to) => `${from} ${to}`));
  expect([...seen].sort()).toEqual(table.filter((one) => !one.startsWith('in_line')).sort());
});
