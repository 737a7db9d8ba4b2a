/** One line, two processes: a rush, one of them killed in its middle, and a pause in the middle of another. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Database } from '../../src/db/database';
import { startEmbeddedTemporal, type EmbeddedTemporal } from '../../src/embedded/temporal';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { closedLoop } from '../../bench/load';
import { ask, newBuyer, startApp, type Answer, type App } from '../helpers/app';
import { createTestDatabase } from '../helpers/database';
import { GIVEN_SERVERS } from '../helpers/given-servers';
import { untilStream } from '../helpers/stream';
import { show } from '../helpers/show';

const environment: Record<string, string> = {
  ADMIN_TOKEN: randomBytes(16).toString('hex'),
  SESSION_SECRET: randomBytes(16).toString('hex'),
};
let folder: string;
let temporal: EmbeddedTemporal | undefined;
let db: Database;
let one: App;
let two: App;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria processes '));
  const sale = await createTestDatabase();
  db = sale.db;
  environment['DATABASE_URL'] = sale.url;
  // Its own: a worker of another test would take tasks of this one.
  if (!GIVEN_SERVERS) {
    const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
    temporal = await startEmbeddedTemporal(folder, cli, 0);
    environment['TEMPORAL_ADDRESS'] = temporal.address;
  }
  const start = () => startApp(folder, environment);
  [one, two] = await Promise.all([start(), start()]);
}, 90_000);
afterAll(async () => {
  await Promise.all([one.end('SIGTERM'), two.end('SIGTERM')]);
  await db.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const put = (id: string, capacity: number) =>
  ask(`${two.url}/admin/events/${id}`, 'PUT', environment['ADMIN_TOKEN'], show(capacity, { maxPerBuyer: 1 }));
const operator = (id: string, what: string) =>
  ask(`${two.url}/admin/events/${id}/${what}`, 'POST', environment['ADMIN_TOKEN']);
const order = (app: App, id: string, token: string, key: string, prefer = 'wait=0') =>
  ask(
    `${app.url}/events/${id}/pre-orders`,
    'POST',
    token,
    { items: [{ ticketType: 'pista', quantity: 1 }] },
    { prefer, 'idempotency-key': key },
  );
const at = (app: App, id: unknown, rest = '') => `${app.url}/pre-orders/${String(id)}${rest}`;
const untilHeld = ({ token, id }: Place) =>
  untilStream(at(two, id, '/stream'), token, '"status":"pre_order"');
const stockOf = async (event: string) =>
  ((await ask(`${two.url}/events/${event}`, 'GET')).body['ticketTypes'] as Record<string, number>[])[0];
const statusOf = ({ status, body }: Answer) =>
  typeof body['code'] === 'string' ? `${status} ${body['code']}` : `${status} ${String(body['status'])}`;
/** The database's, since the machine's may be another. */
const clock = async () =>
  (await db.query<{ at: Date }>({ name: 'clock', text: 'SELECT clock_timestamp() AS at' }, []))[0]
    ?.at as Date;
async function expectInvariants(event: string): Promise<void> {
  const report = await ask(`${two.url}/admin/events/${event}/report`, 'GET', environment['ADMIN_TOKEN']);
  for (const invariant of report.body['invariants'] as { name: string; ok: boolean }[])
    expect(invariant).toMatchObject({ name: invariant.name, ok: true });
}

/** What somebody was answered. */
interface Place {
  token: string;
  id: string;
  status: string;
  place: number | undefined;
}
const placeOf = (token: string, { body }: Answer): Place => ({
  ...{ token, id: String(body['id']), status: String(body['status']) },
  place: (body['line'] as { place: number } | undefined)?.place,
});
const byPlace = (places: Place[]) =>
  places.filter((p) => p.status === 'in_line').sort((a, b) => (a.place ?? 0) - (b.place ?? 0));

test('when one process is killed in a rush, every answer is kept and the other process goes on', async () => {
  await put('rush', 60);
  const tokens = await Promise.all(Array.from({ length: 150 }, () => newBuyer(two)));
  const answered = new Map<string, Place>();
  const told = new Set<string>();
  let [count, lost, killedAt, gone] = [0, 0, 0, undefined as Promise<unknown> | undefined];
  // Each buyer asks four times, with two keys, at both; whoever gets no answer asks the other with the same key.
  await closedLoop(600, 40, async (i) => {
    const token = tokens[i % 150] as string;
    const key = `key ${i % 2}`;
    const [first, second] = (i + Math.floor(i / 150)) % 2 ? [one, two] : [two, one];
    const answer = await order(first, 'rush', token, key)
      .catch(() => (lost++, order(second, 'rush', token, key)))
      .catch(() => order(two, 'rush', token, key));
    told.add(statusOf(answer));
    if (answer.status < 300 && !answered.has(token)) answered.set(token, placeOf(token, answer));
    if (++count === 100) {
      killedAt = performance.now();
      gone = one.end('SIGKILL');
    }
  });
  await gone;
  expect(lost).toBeGreaterThan(0);
  const allowed = /^20[01] (called|pre_order)$|^202 in_line$|^409 (limit_reached|already_in_line)$/;
  for (const status of told) expect(status).toMatch(allowed);

  // Everybody has exactly one pre-order, and it is what the answer said.
  expect(answered.size).toBe(150);
  const places = [...answered.values()];
  const lists = await Promise.all(places.map(({ token }) => ask(`${two.url}/pre-orders`, 'GET', token)));
  expect(lists.map(({ body }) => body)).toEqual(
    places.map(({ id }) => ({ preOrders: [expect.objectContaining({ id })], nextCursor: null })),
  );
  const [waiting, called] = [byPlace(places), places.filter((place) => place.status !== 'in_line')];
  expect([called.length, waiting.length]).toEqual([60, 90]);
  expect(waiting.map(({ place }) => place)).toEqual(waiting.map((_, i) => 61 + i));
  expect(await stockOf('rush')).toMatchObject({ available: 0, held: 60, sold: 0 });

  await Promise.all(called.map(untilHeld));
  // A lease, a look, and the patience of a workflow whose worker died.
  expect(performance.now() - killedAt).toBeLessThan(20_000);
  for (const { token, id, place } of waiting)
    expect(await ask(at(two, id), 'GET', token)).toMatchObject({
      body: { status: 'in_line', line: { place } },
    });
  await expectInvariants('rush');

  // The sale goes on: some pay, some give back, and the next ones are called.
  const next = waiting.slice(0, 10).map(untilHeld);
  await Promise.all(called.slice(0, 10).map(({ token, id }) => ask(at(two, id), 'DELETE', token)));
  await Promise.all(next);
  const paid = called
    .slice(10)
    .map(({ token, id }) => ask(at(two, id, '/checkout'), 'POST', token, {}, { prefer: 'wait=10' }));
  for (const answer of await Promise.all(paid)) expect(statusOf(answer)).toBe('200 sold');
  expect(await stockOf('rush')).toMatchObject({ available: 0, held: 10, sold: 50 });
  expect(await ask(at(two, waiting[10]?.id), 'GET', waiting[10]?.token)).toMatchObject({
    body: { status: 'in_line', line: { place: 71, ahead: 0 } },
  });
  await expectInvariants('rush');
}, 120_000);

test('paused in a rush, neither process calls anybody; resumed, the line goes on where it stopped', async () => {
  one = await startApp(folder, environment);
  await put('paused', 20);
  await put('beside', 1);
  const tokens = await Promise.all(Array.from({ length: 80 }, () => newBuyer(two)));
  const answers: Place[] = [];
  const told = new Set<string>();
  let pausing: Promise<Answer> | undefined;
  await closedLoop(80, 10, async (i) => {
    const token = tokens[i] as string;
    // The last ones come after the pause for certain.
    if (i >= 70) await pausing;
    const answer = await order(i % 2 ? one : two, 'paused', token, 'key');
    told.add(statusOf(answer));
    if (answer.status < 300) answers.push(placeOf(token, answer));
    if (answers.length === 40) pausing ??= operator('paused', 'pause');
  });
  expect(await pausing).toMatchObject({ status: 200, body: { status: 'paused' } });
  expect(told).toContain('409 not_on_sale');
  const from = await clock();
  const [waiting, called] = [byPlace(answers), answers.filter((place) => place.status !== 'in_line')];
  expect(called).toHaveLength(20);
  await Promise.all(called.map(untilHeld));
  await Promise.all(called.slice(0, 5).map(({ token, id }) => ask(at(one, id), 'DELETE', token)));
  // A sale beside it moves in both processes meanwhile.
  for (const app of [one, two]) {
    const [holder, next] = [await newBuyer(app), await newBuyer(app)];
    const held = await order(app, 'beside', holder, 'key', 'wait=10');
    const stream = untilHeld(placeOf(next, await order(app, 'beside', next, 'key')));
    await ask(at(app, held.body['id']), 'DELETE', holder);
    await stream;
    await put('beside', app === one ? 2 : 3);
  }
  expect(await stockOf('paused')).toMatchObject({ available: 5, held: 15 });
  const until = await clock();
  const next = waiting.slice(0, 5).map(untilHeld);
  await operator('paused', 'resume');
  await Promise.all(next);

  const text =
    'SELECT id, called_at AS at FROM pre_order WHERE event_id = $1 AND called_at IS NOT NULL ORDER BY place';
  const calls = await db.query<{ id: string; at: Date }>({ name: 'calls', text }, ['paused']);
  expect(calls.filter(({ at: when }) => when >= from && when <= until)).toEqual([]);
  expect(calls.slice(20).map(({ id }) => id)).toEqual(waiting.slice(0, 5).map(({ id }) => id));
  expect(await stockOf('paused')).toMatchObject({ available: 0, held: 20 });
  await expectInvariants('paused');
}, 120_000);
