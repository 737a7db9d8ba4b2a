import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src/db/database';
import { onSale } from '../test/helpers/database';
import { makeCrowd, tidy } from './line/crowd';
import { withServers, type Servers } from './line/servers';
import { percentiles, send } from './load';
import type { Result, Row } from './report';

export interface Sizes {
  sold: number;
  waiting: number;
  holds: number;
  /** How long the usual answers are measured, in seconds. */
  seconds: number;
}

/** How many buyers of another event come in a second. Each buys a ticket. */
const BUYERS_PER_SECOND = 8;

const BULK_MS = 600_000;

type Program = Awaited<ReturnType<Servers['serve']>>;

/** What an operator does to a whole event: how long it takes, and what buyers of another event notice. */
export function wholeEvent(sizes: Sizes, say: (text: string) => void): Promise<Result> {
  return withServers(async (servers) => {
    const { db } = servers;
    const other = await onSale(db, { pista: 1_000_000 }, { id: 'other' });
    const big = (id: string, stock: number) => onSale(db, { pista: stock }, { id, holdSeconds: 3_600 });
    await big('cancel', sizes.sold);
    await makeOrders(db, 'cancel', sizes.sold, 'sold');
    await big('close', 1);
    await makeCrowd(db, 'close', sizes.waiting, 'waiting');
    await big('extend', sizes.holds);
    const app = await servers.serve();
    await measure(servers, app, other, () => delay(5_000));
    const usual = await measure(servers, app, other, () => delay(sizes.seconds * 1_000));
    say(`usual: ${JSON.stringify(usual)}`);
    const rows: Row[] = [];
    const details: Record<string, unknown> = { usual };
    const during = async (
      what: string,
      eventId: string,
      body: unknown,
      isDone: (report: Report) => boolean,
    ) => {
      let answeredMs = 0;
      const found = await measure(servers, app, other, async () => {
        const act = `${app.url}/admin/events/${eventId}/${eventId}`;
        const began = performance.now();
        const { status } = await send(act, 'POST', { token: app.adminToken, body });
        answeredMs = performance.now() - began;
        if (status !== 200) throw new Error(`${eventId}: ${status}`);
        while (!isDone(await progress(db, eventId))) await delay(250);
      });
      details[eventId] = { ...found, answeredMs };
      say(`${what}: ${JSON.stringify(details[eventId])}`);
      const against = { other: usual.p99, ours: found.p99, ratio: found.p99 / usual.p99 };
      rows.push({ what: `${what}: the operator's answer`, unit: 'ms', ours: answeredMs });
      rows.push({ what: `${what}: until all are done`, unit: 's', ours: found.seconds, target: '< 90' });
      rows.push({ what: `${what}: p99 of others; against usual`, unit: 'ms', ...against, target: '< 2' });
    };
    const n = (count: number) => count.toLocaleString('en');
    await during(`${n(sizes.sold)} sold are cancelled`, 'cancel', {}, (now) => now.open === 0);
    await during(`${n(sizes.waiting)} in line at the closing`, 'close', {}, (now) => now.waiting === 0);
    // At the end, because the reconciler would start workflows for them.
    await makeOrders(db, 'extend', sizes.holds, 'pre_order');
    // What so many rows made in one statement leave to write isn't a part of what is measured.
    await db.query({ name: 'checkpoint', text: 'CHECKPOINT' }, []);
    await during(`${n(sizes.holds)} holds are extended`, 'extend', { seconds: 300 }, (now) => now.open === 0);
    return { rows, details };
  });
}

interface Report {
  /** Open bulk changes. */
  open: number;
  waiting: number;
}

async function progress(db: Database, eventId: string): Promise<Report> {
  const text = `SELECT waiting, (SELECT count(*)::int FROM bulk_change b WHERE b.event_id = e.id AND ended_at IS NULL) AS open
    FROM event e WHERE id = $1`;
  const [row] = await db.query<Report>({ name: 'progress', text }, [eventId]);
  return row as Report;
}

/** Lets buyers buy at a fixed rate while some work goes on. @returns how long each of their requests took, in milliseconds. */
async function measure(servers: Servers, app: Program, eventId: string, work: () => Promise<unknown>) {
  const times: number[] = [];
  const bad: unknown[] = [];
  const timed = async (path: string, body: unknown, token: string) => {
    const began = performance.now();
    const { status, body: answer } = await send(`${app.url}${path}`, 'POST', { token, body });
    times.push(performance.now() - began);
    if (status >= 300) bad.push(status);
    return answer;
  };
  const buy = async () => {
    const token = servers.newToken();
    const items = [{ ticketType: 'pista', quantity: 1 }];
    const { id } = await timed(`/events/${eventId}/pre-orders`, { items }, token);
    await timed(`/pre-orders/${String(id)}/checkout`, {}, token);
  };
  const buying: Promise<unknown>[] = [];
  const timer = setInterval(
    () => buying.push(buy().catch((error: unknown) => bad.push(error))),
    1_000 / BUYERS_PER_SECOND,
  );
  const began = performance.now();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - began) / 1_000;
  await Promise.all(buying);
  return { seconds, requests: times.length, bad, ...percentiles(times) };
}

/** Adds orders of one ticket each, as if each had been bought or held. */
async function makeOrders(db: Database, eventId: string, count: number, status: 'sold' | 'pre_order') {
  await db.transaction(async (tx) => {
    await tx.query(
      `WITH made AS (
         INSERT INTO pre_order (id, event_id, buyer_id, idempotency_key, status, items, quantity, total_cents, currency,
           hold_seconds, idle_seconds, asked_at, called_at, held_at, last_activity_at, hold_ends_at, expires_at, accepted_at,
           closed_at, place)
         SELECT gen_random_uuid(), e.id, gen_random_uuid(), gen_random_uuid()::text, $3,
           jsonb_build_array(jsonb_build_object('ticketType', t.id, 'quantity', 1, 'unitPriceCents', t.price_cents)), 1,
           t.price_cents, t.currency, e.hold_seconds, e.idle_seconds, at, at, at, at, at + interval '1 h', at + interval '1 h',
           CASE WHEN $3 = 'sold' THEN at END, CASE WHEN $3 = 'sold' THEN at END, n
         FROM event e JOIN ticket_type t ON t.event_id = e.id, generate_series(1, $2::int) AS n,
           LATERAL (SELECT clock_timestamp() AS at) c
         WHERE e.id = $1 RETURNING id
       )
       INSERT INTO ticket (pre_order_id, ticket_type, status, code)
       SELECT id, 'pista', $3, CASE WHEN $3 = 'sold' THEN left(replace(id::text, '-', ''), 15) END FROM made`,
      [eventId, count, status],
    );
    const column = status === 'sold' ? 'sold' : 'held';
    await tx.query(
      `UPDATE ticket_type SET ${column} = ${column} + $2, available = available - $2 WHERE event_id = $1`,
      [eventId, count],
    );
  }, BULK_MS);
  await tidy(db);
}
