/** What a buyer once asked for and didn't get slows nobody, whatever the planner knew when it made its plans. */
import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/db/database';
import {
  createTestDatabase,
  onSale,
  request,
  stepsOf,
  type TestDatabase,
  type TestSteps,
} from '../helpers/database';
import { rowsRead } from '../helpers/rows-read';

const HISTORY = 5_000;
/** The most rows that a join or a page of ten may read. */
const MOST_ROWS = 60;

let own: TestDatabase;
let db: Database;
let steps: TestSteps;
let event: string;
const buyerId = randomUUID();
beforeEach(async () => {
  own = await createTestDatabase();
  await own.db.query({ name: 'calm', text: 'ALTER TABLE pre_order SET (autovacuum_enabled = off)' }, []);
  event = await onSale(own.db, { pista: 10_000 });
  // One connection, so that each statement has one plan.
  db = openDatabase({ url: own.url, maxConnections: 1, onError: () => undefined });
  steps = stepsOf(db);
});
afterEach(async () => {
  await db.close();
  await own.db.close();
});

/** As if the buyer had asked and been refused that often, a second apart. */
const addHistory = () =>
  own.db.query(
    {
      name: 'history',
      text: `INSERT INTO pre_order (id, event_id, buyer_id, idempotency_key, status, items, quantity, total_cents,
          currency, hold_seconds, idle_seconds, asked_at, closed_at, reason)
        SELECT gen_random_uuid(), $1, $2, 'key ' || n, 'refused',
          '[{"ticketType": "pista", "quantity": 1, "unitPriceCents": 100}]', 1, 100, 'BRL', 600, 180,
          now() - make_interval(secs => n), now(), 'given_back'
        FROM generate_series(1, $3::int) n`,
    },
    [event, buyerId, HISTORY],
  );
const analyse = () => own.db.query({ name: 'analyse', text: 'ANALYZE' }, []);

/** Joins, gives back, and reads the first page and a late one. */
async function visit(): Promise<void> {
  const asked = request(event, { pista: 1 }, { buyerId, idempotencyKey: randomUUID() });
  expect(await steps.join(asked)).toMatchObject({ outcome: 'called' });
  expect(await steps.join({ ...asked, preOrderId: randomUUID() })).toMatchObject({ outcome: 'known' });
  await steps.giveBack(asked.preOrderId, 'given_back');
  const first = await steps.ofBuyer({ buyerId, limit: 10 });
  await steps.ofBuyer({ buyerId, limit: 10, cursor: first.at(-1)?.id });
}

/** How many rows each step reads. */
async function cost() {
  const rows: Record<string, number> = {};
  const measured = async <T>(what: string, step: () => Promise<T>): Promise<T> => {
    const before = await rowsRead(db);
    const result = await step();
    rows[what] = (await rowsRead(db)) - before;
    return result;
  };
  const asked = request(event, { pista: 1 }, { buyerId, idempotencyKey: 'new' });
  await measured('joining', () => steps.join(asked));
  await measured('asking again', () => steps.join({ ...asked, preOrderId: randomUUID() }));
  await measured('joining without a key', () => steps.join(request(event, { pista: 1 }, { buyerId })));
  await measured('giving back', () => steps.giveBack(asked.preOrderId, 'given_back'));
  const [last] = (await steps.ofBuyer({ buyerId, limit: 100 })).slice(-1);
  await measured('the first page', () => steps.ofBuyer({ buyerId, limit: 10 }));
  await measured('a late page', () => steps.ofBuyer({ buyerId, limit: 10, cursor: last?.id }));
  return rows;
}

const PLANNED: Record<string, () => Promise<unknown>> = {
  'on empty tables without statistics': async () => {
    await visit();
    await addHistory();
  },
  'with statistics of one pre-order': async () => {
    await own.join(request(event, { pista: 1 }));
    await analyse();
    await visit();
    await addHistory();
  },
  'with the statistics of a buyer of many': async () => {
    await addHistory();
    await analyse();
    await visit();
  },
  'with the statistics of many buyers of one': async () => {
    await Promise.all(Array.from({ length: 1_000 }, () => own.join(request(event, { pista: 1 }))));
    await analyse();
    await visit();
    await addHistory();
  },
};

test.each(Object.entries(PLANNED))(
  'planned %s, no step reads the history of its buyer',
  async (_what, plan) => {
    await plan();
    for (const [step, rows] of Object.entries(await cost())) {
      expect([step, rows < MOST_ROWS, rows]).toEqual([step, true, rows]);
      expect(rows).toBeGreaterThan(0);
    }
  },
);

test('what a buyer holds and bought counts towards the limit; what ended without a sale does not', async () => {
  await addHistory();
  const joins = (quantity: number) => steps.join(request(event, { pista: quantity }, { buyerId }));
  const [sold, held] = [request(event, { pista: 1 }, { buyerId }), request(event, { pista: 1 }, { buyerId })];
  for (const one of [sold, held]) {
    await steps.join(one);
    await steps.hold(one.preOrderId);
  }
  await steps.sell(sold.preOrderId);
  await expect(joins(3)).rejects.toMatchObject({ code: 'limit_reached' });
  await steps.giveBack(held.preOrderId, 'given_back');
  expect(await joins(3)).toMatchObject({ outcome: 'called' });
  await expect(joins(1)).rejects.toMatchObject({ code: 'limit_reached' });
});
