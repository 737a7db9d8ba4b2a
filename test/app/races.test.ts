/** What must hold when everybody comes at once, at the last moment, or when the program is killed in between. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/db/database';
import { closedLoop } from '../../bench/load';
import { ask, newBuyer, type Answer } from '../helpers/app';
import { createTestDatabase } from '../helpers/database';
import { inForm } from '../helpers/long';
import { show } from '../helpers/show';
import { useOwnApp } from '../helpers/use-app';

const environment: NodeJS.ProcessEnv = { ADMIN_TOKEN: randomBytes(16).toString('hex') };
let db: Database;
beforeAll(async () => {
  const sale = await createTestDatabase();
  db = sale.db;
  environment['DATABASE_URL'] = sale.url;
}, 60_000);
// Its Temporal is the embedded one: another program on the same one would share its task queue.
const app = useOwnApp(environment);
afterAll(() => db.close());

async function onSale(id: string, capacity: number, settings = {}): Promise<void> {
  await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(capacity, settings));
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
  const report = await ask(`${app.url}/admin/events/${event}/report`, 'GET', app.adminToken);
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

test('checkouts around the deadline end as sold or invalidated, as they were answered', async () => {
  await onSale('deadline', 1_000, { holdSeconds: 1, idleSeconds: 1 });
  const outcomes: string[] = [];
  const count = inForm({ short: 100, long: 200 });
  await closedLoop(count, 20, async (i) => {
    const token = await newBuyer(app);
    const held = await order('deadline', token, { prefer: 'wait=10' });
    const id = held.body['id'];
    // From 100 ms before the deadline to 50 ms after it; the database's clock is this machine's.
    const at = new Date(String(held.body['expiresAt'])).getTime() - 100 + ((i * 37) % 151);
    await delay(at - Date.now());
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
  expect(sold).toBeGreaterThan(count * 0.1);
  expect(sold).toBeLessThan(count * 0.9);
  expect(await stock('deadline')).toMatchObject({ available: 1_000 - sold, held: 0, sold });
  await expectInvariants('deadline');
}, 120_000);

test('a lost notification delays an answer, and loses none', async () => {
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

/** Runs `work` while each commit that gives a row its event's status waits: written, but not yet answered. */
async function whileFrozen(statusOfEvent: Record<string, string>, work: () => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_lock(42)', []);
    try {
      const text = `DO $$ BEGIN
        CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
          IF NEW.status = TG_ARGV[0]::jsonb ->> NEW.event_id THEN PERFORM pg_advisory_xact_lock(42); END IF;
          RETURN NULL;
        END $body$;
        CREATE CONSTRAINT TRIGGER stop_here AFTER INSERT OR UPDATE ON pre_order DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION stop_here('${JSON.stringify(statusOfEvent)}');
      END $$`;
      await db.query({ name: 'freeze', text }, []);
      await work();
    } finally {
      await tx.query('SELECT pg_advisory_unlock(42)', []);
    }
  });
  await db.query({ name: 'thaw', text: 'DROP TRIGGER stop_here ON pre_order' }, []);
}
/** Waits until this many commits are frozen. */
async function untilFrozen(count: number): Promise<void> {
  const text = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  while ((await db.query({ name: 'frozen', text }, [])).length < count);
}

test('killed between a write and its answer: repeating the request finds what was written, once', async () => {
  const at = { call: 'killed-call', hold: 'killed-hold', checkout: 'killed-checkout' };
  for (const id of Object.values(at)) await onSale(id, 5);
  const [caller, holder, payer] = [await newBuyer(app), await newBuyer(app), await newBuyer(app)];
  const once = { 'idempotency-key': 'one', prefer: 'wait=10' };
  const held = await order(at.checkout, payer, { prefer: 'wait=10' });
  const frozen = { [at.call]: 'called', [at.hold]: 'pre_order', [at.checkout]: 'checking_out' };
  await whileFrozen(frozen, async () => {
    const lost = () => 'lost' as const;
    const holding = order(at.hold, holder, once).catch(lost);
    await untilFrozen(1);
    const paying = ask(of(held.body['id'], '/checkout'), 'POST', payer, {}).catch(lost);
    await untilFrozen(2);
    const calling = order(at.call, caller, once).catch(lost);
    await untilFrozen(3);
    await app.end('SIGKILL');
    expect(await Promise.all([holding, paying, calling])).toEqual(['lost', 'lost', 'lost']);
  });
  await app.restart();
  for (const [event, token] of [
    [at.call, caller],
    [at.hold, holder],
  ] as const) {
    expect(await order(event, token, once)).toMatchObject({ body: { status: 'pre_order' } });
    expect((await ask(`${app.url}/pre-orders`, 'GET', token)).body['preOrders']).toHaveLength(1);
    expect(await stock(event)).toMatchObject({ available: 4, held: 1, sold: 0 });
    await expectInvariants(event);
  }
  // Its signal was never sent.
  const paid = await ask(of(held.body['id'], '/checkout'), 'POST', payer, {}, { prefer: 'wait=10' });
  expect(paid).toMatchObject({ status: 200, body: { status: 'sold' } });
  expect(await stock(at.checkout)).toMatchObject({ available: 4, held: 0, sold: 1 });
  await expectInvariants(at.checkout);
}, 90_000);
