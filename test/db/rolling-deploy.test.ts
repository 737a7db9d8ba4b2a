/** A newer version migrates the database while this one runs on it. No statement of this one may fail because of that. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database';
import { listPreOrders, readPreOrders } from '../../src/db/pre-orders';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

const VIEW = readFileSync(path.join(__dirname, '../../src/db/views/pre_order_now.sql'), 'utf8');

let sale: TestDatabase;
let event: string;
beforeEach(async () => {
  sale = await createTestDatabase();
  event = await onSale(sale.db, { pista: 1_000 });
});
afterEach(() => sale.db.close());

const inOneTransaction = (...texts: string[]) =>
  sale.db.transaction(async (tx) => {
    for (const text of texts) await tx.query(text, []);
  });

/** What migrate() does where the view has a new column at its end. */
const addColumn = () => inOneTransaction(VIEW.replace('FROM pre_order p;', ', p.seen_at FROM pre_order p;'));

/** What migrate() does where a numbered file drops the view to change the types of its columns. */
async function changeTypes(): Promise<void> {
  const returning = await sale.db.query<{ script: string }>(
    { name: 'returning', text: "SELECT script FROM migration WHERE script LIKE '%SETOF pre_order_now%'" },
    [],
  );
  expect(returning.length).toBeGreaterThan(5);
  const changed = VIEW.replace('p.reason,', 'p.reason::varchar AS reason,').replace(
    'p.currency,',
    'p.currency::varchar AS currency,',
  );
  await inOneTransaction(
    'DROP VIEW pre_order_now CASCADE',
    changed,
    'SET LOCAL check_function_bodies = off',
    ...returning.map(({ script }) => script),
  );
}

const called = async () => {
  const asked = request(event, { pista: 1 });
  await sale.join(asked);
  return asked;
};

/** Every statement that answers pre-orders, on every connection of the pool. */
async function purchase(): Promise<void> {
  const all = await Promise.all(Array.from({ length: 12 }, called));
  const ids = all.map(({ preOrderId }) => preOrderId);
  await Promise.all(ids.map((id) => readPreOrders(sale.db, [id])));
  await Promise.all(ids.map(() => listPreOrders(sale.db, event, { limit: 5 })));
  for (const { preOrderId: id, buyerId } of all.slice(0, 2)) {
    expect(await sale.hold(id)).toMatchObject({ status: 'pre_order' });
    expect(await sale.touch(id)).toMatchObject({ status: 'pre_order' });
    expect(await sale.acceptCheckout(id)).toMatchObject({ status: 'checking_out' });
    expect(await sale.sell(id)).toMatchObject({ status: 'sold', currency: 'BRL' });
    expect(await sale.ofBuyer({ buyerId, limit: 10 })).toMatchObject([{ id, status: 'sold' }]);
  }
}

test.each([
  ['gains a column', addColumn],
  ['has columns of other types', changeTypes],
])('a running program goes on when the view %s', async (_what, change) => {
  await purchase();
  await change();
  await purchase();
  await change();
  await purchase();
});

test('a step that runs while the view changes succeeds', async () => {
  const { preOrderId: id } = await called();
  const { step } = await sale.db.transaction(async (tx) => {
    await tx.query('SELECT FROM pre_order WHERE id = $1 FOR UPDATE', [id]);
    // The step waits for the row, and reads the view once it has it.
    const step = sale.hold(id);
    await untilOneWaits(sale.db);
    await addColumn();
    return { step };
  });
  expect(await step).toMatchObject({ status: 'pre_order' });
});

/** Until a statement waits for a lock. */
async function untilOneWaits(db: Database): Promise<void> {
  const text = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await db.query({ name: 'waiting', text }, [])).length === 0) await delay(10);
}
