/** What must hold when everybody comes at once, at the last moment, or when somebody dies in between. */
import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../src/db/database';
import { closedLoop } from '../../bench/load';
import { ask, newBuyer, startApp, type Answer, type App } from '../helpers/app';
import { show } from '../helpers/show';

const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
// Its Temporal is the embedded one: another app on the same one would share its task queue.
const environment: Record<string, string> = {
  ADMIN_TOKEN: randomBytes(16).toString('hex'),
  SESSION_SECRET: randomBytes(16).toString('hex'),
};
let folder: string;
let app: App;
let db: Database;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria races '));
  const name = `races_${randomUUID().replaceAll('-', '')}`;
  const admin = openDatabase({ url: url.href, onError: () => undefined });
  await admin.query({ name: 'create', text: `CREATE DATABASE ${name}` }, []);
  await admin.close();
  url.pathname = name;
  environment['DATABASE_URL'] = url.href;
  db = openDatabase({ url: url.href, onError: () => undefined });
  app = await startApp(folder, environment);
}, 60_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await db.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function onSale(id: string, capacity: number, settings = {}): Promise<void> {
  await ask(`${app.url}/admin/events/${id}`, 'PUT', environment['ADMIN_TOKEN'], show(capacity, settings));
}
const order = (event: string, token: string, headers = {}) =>
  ask(
    `${app.url}/events/${event}/pre-orders`,
    'POST',
    token,
    { items: [{ ticketType: 'pista', quantity: 1 }] },
    headers,
  );
const of = (id: unknown, rest = '') => `${app.url}/pre-orders/${String(id)}${rest}`;
const stock = async (event: string) =>
  ((await ask(`${app.url}/events/${event}`, 'GET')).body['ticketTypes'] as Record<string, number>[])[0];
async function expectInvariants(event: string): Promise<void> {
  const report = await ask(`${app.url}/admin/events/${event}/report`, 'GET', environment['ADMIN_TOKEN']);
  for (const invariant of report.body['invariants'] as { name: string; ok: boolean }[])
    expect(invariant).toMatchObject({ name: invariant.name, ok: true });
}
const statusOf = ({ status, body }: Answer) =>
  typeof body['code'] === 'string' ? `${status} ${body['code']}` : String(status);

test('1,000 requests from 200 buyers for 100 tickets: exactly 100 get one, each of the others one place in line', async () => {
  await onSale('rush', 100);
  const buyers = await Promise.all(Array.from({ length: 200 }, () => newBuyer(app)));
  const answers: Answer[] = [];
  await closedLoop(1_000, 100, async (i) => {
    answers.push(await order('rush', buyers[i % 200] as string, { prefer: 'wait=0' }));
  });
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(100);
  expect(new Set(answers.map(statusOf))).toEqual(new Set(['201', '202', '409 already_in_line']));
  const line = (await ask(`${app.url}/events/rush/line`, 'GET')).body;
  const places = answers.filter((answer) => answer.status === 202);
  expect(line).toMatchObject({ waiting: places.length, lastPlace: 100 + places.length });
  expect(places.length).toBeGreaterThanOrEqual(100);
  expect(await stock('rush')).toMatchObject({ available: 0, held: 100, sold: 0 });
  await expectInvariants('rush');
}, 60_000);

test('200 checkouts within 50 ms of the deadline: sold or invalidated, as it was answered', async () => {
  await onSale('deadline', 1_000, { holdSeconds: 2, idleSeconds: 2 });
  const outcomes: string[] = [];
  await closedLoop(200, 20, async (i) => {
    const token = await newBuyer(app);
    const held = await order('deadline', token, { prefer: 'wait=10' });
    const id = held.body['id'];
    // From 50 ms before the deadline to 50 ms after it. The deadline itself is what is awaited.
    const at = new Date(String(held.body['expiresAt'])).getTime() - 50 + (i % 101);
    await db.query({ name: 'until', text: 'SELECT pg_sleep_until($1)' }, [new Date(at)]);
    const paid = await ask(of(id, '/checkout'), 'POST', token, {}, { prefer: 'wait=10' });
    expect(['200', '410 expired']).toContain(statusOf(paid));
    const stream = await fetch(of(id, '/stream'), { headers: { authorization: `Bearer ${token}` } });
    await stream.text();
    const end = (await ask(of(id), 'GET', token)).body['status'];
    expect(end).toBe(paid.status === 200 ? 'sold' : 'invalidated');
    outcomes.push(String(end));
  });
  const sold = outcomes.filter((outcome) => outcome === 'sold').length;
  // Both sides of the deadline were really met.
  expect(sold).toBeGreaterThan(20);
  expect(sold).toBeLessThan(180);
  expect(await stock('deadline')).toMatchObject({ available: 1_000 - sold, held: 0, sold });
  await expectInvariants('deadline');
}, 120_000);

test('news that gets lost delays an answer, and loses none', async () => {
  await onSale('deaf', 5, { holdSeconds: 1, idleSeconds: 1 });
  const token = await newBuyer(app);
  const held = await order('deaf', token, { prefer: 'wait=10' });
  const stream = await fetch(of(held.body['id'], '/stream'), {
    headers: { authorization: `Bearer ${token}` },
  });
  await db.query(
    {
      name: 'deafen',
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN bilheteria' AND datname = current_database()`,
    },
    [],
  );
  expect(await stream.text()).toContain('"status":"invalidated"');
});

/** Runs `work` while every commit that changes rows to this status waits, already done but unanswered. */
async function whileFrozenAt(status: string, work: () => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_lock(42)', []);
    try {
      await db.query(
        {
          name: `freeze_${status}`,
          text: `DO $$ BEGIN
            CREATE OR REPLACE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN IF NEW.status = TG_ARGV[0] THEN PERFORM pg_advisory_xact_lock(42); END IF; RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER stop_here AFTER INSERT OR UPDATE ON pre_order DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION stop_here('${status}');
          END $$`,
        },
        [],
      );
      await work();
    } finally {
      await tx.query('SELECT pg_advisory_unlock(42)', []);
    }
  });
  await db.query({ name: `thaw_${status}`, text: 'DROP TRIGGER stop_here ON pre_order' }, []);
}
const frozen = { name: 'frozen', text: "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted" };
const lost = () => 'lost' as const;

test.each([
  ['called', 'the call'],
  ['pre_order', 'the reservation'],
])(
  'killed between the write of %s and the answer: the same key finds the same pre-order, once',
  async (status) => {
    const event = `killed-${status.replace('_', '-')}`;
    await onSale(event, 5);
    const token = await newBuyer(app);
    const key = { 'idempotency-key': 'one', prefer: 'wait=10' };
    await whileFrozenAt(status, async () => {
      const answer = order(event, token, key).catch(lost);
      while ((await db.query(frozen, [])).length === 0);
      await app.end('SIGKILL');
      expect(await answer).toBe('lost');
    });
    app = await startApp(folder, environment);
    const again = await order(event, token, key);
    expect(again).toMatchObject({ body: { status: 'pre_order' } });
    expect((await ask(`${app.url}/pre-orders`, 'GET', token)).body['preOrders']).toHaveLength(1);
    expect(await stock(event)).toMatchObject({ available: 4, held: 1, sold: 0 });
    await expectInvariants(event);
  },
  60_000,
);

test('killed between the acceptance of a checkout and its signal: it is sold after the restart', async () => {
  await onSale('killed-checkout', 5);
  const token = await newBuyer(app);
  const held = await order('killed-checkout', token, { prefer: 'wait=10' });
  await whileFrozenAt('checking_out', async () => {
    const answer = ask(of(held.body['id'], '/checkout'), 'POST', token, {}).catch(lost);
    while ((await db.query(frozen, [])).length === 0);
    await app.end('SIGKILL');
    expect(await answer).toBe('lost');
  });
  app = await startApp(folder, environment);
  const paid = await ask(of(held.body['id'], '/checkout'), 'POST', token, {}, { prefer: 'wait=10' });
  expect(paid).toMatchObject({ status: 200, body: { status: 'sold' } });
  expect(await stock('killed-checkout')).toMatchObject({ available: 4, held: 0, sold: 1 });
  await expectInvariants('killed-checkout');
}, 60_000);
