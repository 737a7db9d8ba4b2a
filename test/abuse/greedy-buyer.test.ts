/** One session below the limits on requests, beside a neighbour who buys. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../src/db/database';
import { findEmbeddedPostgres } from '../../src/embedded/postgres';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { order, show } from '../helpers/show';
import { besideNeighbour } from './neighbour';

const EVENTS = Array.from({ length: 12 }, (_, i) => `greedy-${i}`);
const ATTACK_MS = 15_000;

/** Between two requests of a loop, in milliseconds: this process must have time for the neighbour, too. */
const PAUSE_MS = 50;

let folder: string;
let app: App;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria greedy '));
  app = await startApp(folder);
  for (const id of [...EVENTS, 'neighbour'])
    await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(100_000));
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Does this again and again, side by side, until the attack is over. @returns how often each status was answered. */
async function loop(requests: (() => Promise<number>)[]): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  const until = performance.now() + ATTACK_MS;
  await Promise.all(
    requests.map(async (request) => {
      while (performance.now() < until) {
        const status = await request();
        statuses[status] = (statuses[status] ?? 0) + 1;
        await delay(PAUSE_MS);
      }
    }),
  );
  return statuses;
}

test('a buyer who takes and gives back in twelve events at once is slowed down, and the neighbour is not', async () => {
  const takeAndGiveBack = (event: string, token: string) => async () => {
    const taken = await ask(`${app.url}/events/${event}/pre-orders`, 'POST', token, order(), {
      Prefer: 'wait=0',
    });
    const { id } = taken.body;
    if (typeof id === 'string') await ask(`${app.url}/pre-orders/${id}`, 'DELETE', token);
    return taken.status;
  };
  // The first sale of an event is slow.
  for (const event of EVENTS) await takeAndGiveBack(event, await newBuyer(app))();
  const token = await newBuyer(app);
  const { attacked } = await besideNeighbour(app, () =>
    loop(EVENTS.map((event) => takeAndGiveBack(event, token))),
  );
  // Twelve may be under way when the tenth is given back.
  expect(attacked[201]).toBeLessThan(10 + EVENTS.length);
  expect(attacked[429]).toBeGreaterThan(0);
  expect(Object.keys(attacked)).toEqual(['201', '429']);
}, 120_000);

test('a hundred thousand orders that one buyer gave back slow neither lists nor the line', async () => {
  const { buyerId, token } = (await ask(`${app.url}/session`, 'POST')).body as Record<string, string>;
  const [event] = EVENTS as [string];
  const db = openDatabase({ url: await findEmbeddedPostgres(folder), onError: () => undefined });
  const history = `INSERT INTO pre_order (id, event_id, buyer_id, idempotency_key, status, items, quantity, total_cents,
      currency, hold_seconds, idle_seconds, asked_at, closed_at, reason)
    SELECT gen_random_uuid(), $1, $2, gen_random_uuid()::text, 'refused',
      '[{"ticketType": "pista", "quantity": 1, "unitPriceCents": 1000}]', 1, 1000, 'BRL', 600, 180,
      now() - make_interval(secs => n), now(), 'given_back' FROM generate_series(1, 20000) n`;
  // Five times, because a statement may take five seconds only.
  for (const id of ['neighbour', event, event, event, event])
    await db.query({ name: 'history', text: history }, [id, buyerId]);
  await db.close();

  const list = async () => (await ask(`${app.url}/pre-orders`, 'GET', token)).status;
  const join = async () => {
    const key = { 'Idempotency-Key': randomUUID(), Prefer: 'wait=0' };
    return (await ask(`${app.url}/events/neighbour/pre-orders`, 'POST', token, order(4), key)).status;
  };
  const { attacked } = await besideNeighbour(app, () => loop([list, join]));
  // The first request takes all that the limit allows; the others are refused under the event's lock.
  expect(attacked).toEqual({ 200: expect.any(Number), 201: 1, 409: expect.any(Number) });
}, 120_000);
