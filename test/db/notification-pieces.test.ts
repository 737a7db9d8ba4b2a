/** A payload of NOTIFY holds 8,000 bytes, and its queue can be full. Neither may fail what a notification reports. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { openDatabase, type Database } from '../../src/db/database';
import { migrate } from '../../src/db/migrate';
import { startEmbeddedPostgres } from '../../src/embedded/postgres';
import {
  createTestDatabase,
  onSale,
  readStock,
  request,
  stepsOf,
  type TestDatabase,
} from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

/** As long as an event's id may be. */
const longId = (n: number) => `event-${n}-`.padEnd(63, 'x');

/** Holds one ticket, whose deadline has passed a second ago. */
async function overdue(event: string): Promise<string> {
  const { preOrderId: id, ...asked } = request(event, { pista: 1 });
  await sale.join({ preOrderId: id, ...asked });
  await sale.hold(id);
  const text = "UPDATE pre_order SET expires_at = now() - interval '1 s' WHERE id = $1";
  await sale.db.query({ name: 'overdue', text }, [id]);
  return id;
}

/** Everything that is notified while `work` runs: each payload, as it was sent. */
async function notified(work: () => Promise<unknown>): Promise<string[]> {
  const client = new Client({ connectionString: sale.url });
  const payloads: string[] = [];
  await client.connect();
  await client.query('LISTEN bilheteria');
  const last = new Promise<void>((resolve) => {
    client.on('notification', ({ payload = '' }) => {
      if (payload === 'last') resolve();
      else payloads.push(payload);
    });
  });
  await work();
  await client.query("NOTIFY bilheteria, 'last'");
  await last;
  await client.end();
  return payloads;
}

const idsIn = (payloads: string[], list: 'events' | 'preOrders' | 'lines') =>
  payloads.flatMap((one) => (JSON.parse(one) as Record<typeof list, string[] | undefined>)[list] ?? []);

test('holds of 120 events with long ids that are overdue at once are all released, and all are notified', async () => {
  const events = Array.from({ length: 120 }, (_, i) => longId(i));
  const ids: string[] = [];
  for (const id of events) ids.push(await overdue(await onSale(sale.db, { pista: 1 }, { id })));
  // Somebody waits in each line, so that each of them has to be notified, too.
  for (const event of events) await sale.join(request(event, { pista: 1 }));

  const payloads = await notified(() => sale.releaseOverdue(ids[0] as string));
  for (const event of events)
    expect(await readStock(sale.db, event)).toMatchObject([{ held: 0, available: 1 }]);
  expect(idsIn(payloads, 'events').sort()).toEqual([...events].sort());
  expect(idsIn(payloads, 'lines').sort()).toEqual([...events].sort());
  expect(idsIn(payloads, 'preOrders').sort()).toEqual([...ids].sort());
});

test('lists of any length are sent in pieces, and an empty one sends nothing', async () => {
  const events = Array.from({ length: 301 }, (_, i) => longId(i));
  const preOrders = Array.from({ length: 1_201 }, () => randomUUID());
  const text = 'SELECT notify_changes($1, $2), notify_lines($1)';
  const send = (...lists: string[][]) => sale.db.query({ name: 'send', text }, lists);
  const payloads = await notified(() => send(events, preOrders));
  expect(idsIn(payloads, 'events')).toEqual(events);
  expect(idsIn(payloads, 'preOrders')).toEqual(preOrders);
  expect(idsIn(payloads, 'lines')).toEqual(events);
  expect(await notified(() => send([], []))).toEqual([]);
});

test('a notification that is too long does not fail the change that it reports', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const change = `UPDATE event SET name = 'Changed' WHERE id = $1 RETURNING
    notify_changes(ARRAY[repeat('x', 9000)], '{}'), notify_lines(ARRAY[repeat('x', 9000)]), name`;
  const rows = await sale.db.query<{ name: string }>({ name: 'change', text: change }, [event]);
  expect(rows).toMatchObject([{ name: 'Changed' }]);
});

test('a hold that cannot be released does not keep the others from being released', async () => {
  const [broken, event] = [await onSale(sale.db, { pista: 1 }), await onSale(sale.db, { pista: 1 })];
  await overdue(broken);
  const id = await overdue(event);
  // Its tickets can't go back: they would be counted below 0.
  const text = 'UPDATE ticket_type SET held = 0, available = 1 WHERE event_id = $1';
  await sale.db.query({ name: 'break', text }, [broken]);
  expect(await sale.releaseOverdue(id)).toMatchObject({ status: 'invalidated' });
});

describe('a full queue', () => {
  let folder: string;
  let stop: () => Promise<void>;
  let db: Database;
  let url: string;
  /** Listens in a transaction that stays open, so that the queue keeps everything. */
  let blocker: Client;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bilheteria queue '));
    const first = await startEmbeddedPostgres(folder);
    const settings = openDatabase({ url: first.url, onError: () => undefined });
    const smallest = 'ALTER SYSTEM SET max_notify_queue_pages = 64';
    await settings.query({ name: 'smallest', text: smallest }, []);
    await settings.close();
    await first.stop();
    ({ url, stop } = await startEmbeddedPostgres(folder));
    db = openDatabase({ url, onError: () => undefined });
    await migrate(db);
    blocker = new Client({ connectionString: url });
    await blocker.connect();
    await blocker.query('LISTEN bilheteria');
    await blocker.query('BEGIN; SELECT 1');
  }, 60_000);
  afterAll(async () => {
    await blocker.end();
    await db.close();
    await stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test('does not fail a purchase', async () => {
    const fill = { name: 'fill', text: `SELECT pg_notify('bilheteria', repeat('x', 7000) || random())` };
    const full = await (async () => {
      for (;;) await db.query(fill, []);
    })().catch((error: unknown) => error);
    expect(full).toMatchObject({ message: 'too many notifications in the NOTIFY queue' });

    const steps = stepsOf(db);
    const asked = request(await onSale(db, { pista: 1 }), { pista: 1 });
    expect(await steps.join(asked)).toMatchObject({ outcome: 'called' });
    expect(await steps.hold(asked.preOrderId)).toMatchObject({ status: 'pre_order' });
    expect(await steps.sell(asked.preOrderId)).toMatchObject({ status: 'sold' });
  });
});
