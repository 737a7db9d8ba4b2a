import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/db/database';
import { listCurrentEvents, listEvents, readEvent } from '../../src/db/events';
import { readLine } from '../../src/db/line';
import { mergeBuyers } from '../../src/db/merge-buyers';
import { listPreOrders } from '../../src/db/pre-orders';
import { recordPresence, shortestPresence } from '../../src/db/presence';
import { findOver } from '../../src/db/reconcile';
import { claimPendingSignals, readSale } from '../../src/db/sale';
import { readOverdueStepSeconds, readSaleNumbers } from '../../src/db/sale-numbers';
import { readPaymentRows } from '../../src/db/payment-rows';
import { readSoldTickets } from '../../src/db/sold-tickets';
import {
  createTestDatabase,
  onSale,
  request,
  stepsOf,
  type TestDatabase,
  type TestSteps,
} from '../helpers/database';
import { rowsRead } from '../helpers/rows-read';

/** The most rows that a step may read, however full the tables are and however empty they were when it was planned. */
const MOST_ROWS = 200;
const CROWD = 2_000;

let own: TestDatabase;
let db: Database;
let steps: TestSteps;
let open: string;
let limited: string;

/** What autovacuum may have analyzed before it comes to the tables that are written most. */
const ANALYZE_SOME = 'ANALYZE ticket, event, ticket_type, buyer, refusal_count';

/** One connection, so that each statement is planned once, while the tables are almost empty. */
async function fillUp(analyze?: string): Promise<void> {
  own = await createTestDatabase();
  // The planner gets no new statistics, as in the first minutes of a sale.
  await own.db.query({ name: 'calm', text: 'ALTER TABLE pre_order SET (autovacuum_enabled = off)' }, []);
  await own.db.query({ name: 'calm too', text: 'ALTER TABLE place SET (autovacuum_enabled = off)' }, []);
  db = openDatabase({ url: own.url, maxConnections: 1, onError: () => undefined });
  steps = stepsOf(db, { leases: 0 });
  open = await onSale(db, { pista: 1_000_000 });
  limited = await onSale(db, { pista: 500 }, { presenceSeconds: 60 });
  for (const step of Object.values(STEPS)) await step();
  const crowd = (event: string) => Promise.all(Array.from({ length: CROWD }, () => joins(event)));
  // A crowd in each status with an index of its own: called, held, in line.
  const [held] = await Promise.all([crowd(open), crowd(open), crowd(limited)]);
  await Promise.all(held.map(({ preOrderId: id }) => steps.hold(id)));
  if (analyze) await own.db.query({ name: 'analyze', text: analyze }, []);
}

const joins = async (event: string) => {
  const one = request(event, { pista: 1 });
  await steps.join(one);
  return one;
};
const holds = async () => {
  const { preOrderId: id } = await joins(open);
  await steps.hold(id);
  return id;
};

const STEPS = {
  'joining while there is enough': () => joins(open),
  'joining a line': () => joins(limited),
  'claiming those whose workflow is due': () => steps.claimDue(6),
  holding: holds,
  'reading a hold and a place': async () => {
    await steps.read(await holds());
    await steps.read((await joins(limited)).preOrderId);
  },
  touching: async () => steps.touch(await holds()),
  'checking out': async () => {
    const id = await holds();
    await steps.acceptCheckout(id);
    await steps.sell(id);
  },
  'releasing overdue holds': async () => steps.releaseOverdue(await holds()),
  'giving back': async () => steps.giveBack(await holds(), 'given_back'),
  'leaving the line': async () => steps.leave((await joins(limited)).preOrderId),
  'finding lines to advance': () => steps.findLinesToAdvance(),
  'advancing a line': () => steps.advance(limited),
  "reading a buyer's pre-orders": async () =>
    steps.ofBuyer({ buyerId: (await joins(open)).buyerId, limit: 100 }),
  'recording presence': async () => {
    await shortestPresence(db);
    await recordPresence(db, [(await joins(limited)).buyerId, randomUUID()]);
  },
  'reading events and their lines': async () => {
    await listCurrentEvents(db);
    await listEvents(db, undefined, 200);
    await readEvent(db, open);
    await readLine(db, limited);
  },
  "the sale's workflow": async () => {
    await readSale(db, limited);
    await claimPendingSignals(db, 10, 5);
  },
  'comparing with the running workflows': async () => findOver(db, [await holds(), randomUUID()], 15),
  "reading the first page of the operator's list": () => listPreOrders(db, open, { limit: 10 }),
  "reading a late page of the operator's list": async () =>
    listPreOrders(db, open, { cursor: (await joins(open)).preOrderId, limit: 10 }),
  'reading a late page of sold tickets': async () =>
    readSoldTickets(db, open, (await joins(open)).preOrderId, 10),
  'reading a late page of payments': async () =>
    readPaymentRows(db, open, (await joins(open)).preOrderId, 10),
  'reading the numbers for operators': () => readSaleNumbers(db),
  'finding an overdue step': () => readOverdueStepSeconds(db),
  'moving what a buyer has to another': async () => {
    const [from, to] = [randomUUID(), randomUUID()];
    for (const buyerId of [from, to]) {
      await steps.join(request(open, { pista: 1 }, { buyerId, idempotencyKey: 'key' }));
      await steps.join(request(limited, { pista: 1 }, { buyerId }));
    }
    await db.transaction((tx) => mergeBuyers(tx, from, to));
  },
};

describe.each([
  ['planned while the tables were empty', undefined],
  ['planned again, with statistics of other tables only', ANALYZE_SOME],
])('%s', (_when, analyze) => {
  beforeAll(() => fillUp(analyze), 60_000);
  afterAll(async () => {
    await db.close();
    await own.db.close();
  });

  test.each(Object.entries(STEPS))('%s reads few rows, however full the tables are', async (_what, step) => {
    const before = await rowsRead(db);
    await step();
    const rows = (await rowsRead(db)) - before;
    expect(rows).toBeGreaterThanOrEqual(0);
    expect(rows).toBeLessThan(MOST_ROWS);
  });
});
