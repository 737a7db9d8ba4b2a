import type { RequestedItem } from '../domain/pre-order';
import type { RefusalCode } from '../domain/refusal';
import type { Database, Transaction } from './database';

/** A request that was refused at once, so that it has no pre-order. */
export interface RefusedRequest {
  reason: RefusalCode;
  buyerId: string;
  items: RequestedItem[];
}

/** How many refused requests are kept for each event; the counts go on. */
const KEPT = 1_000;

/** Counts refused requests of an event by reason, and keeps the latest, oldest first. */
export async function recordRefusals(
  db: Database,
  eventId: string,
  counts: Record<string, number>,
  latest: RefusedRequest[],
): Promise<void> {
  const statement = { name: 'record_refusals', text: 'SELECT record_refusals($1, $2, $3, $4)' };
  await db.query(statement, [eventId, JSON.stringify(counts), JSON.stringify(latest), KEPT]);
}

export interface RefusalReport {
  /** Since the event exists, by reason. */
  counts: Record<string, number>;
  /** By minute and reason, newest first, at most sixty. */
  minutes: { at: Date; reason: string; count: number }[];
  /** The last ones, newest first, without their buyers. */
  latest: { at: Date; reason: string; items: RequestedItem[] }[];
}

export async function readRefusals(tx: Transaction, eventId: string): Promise<RefusalReport> {
  type Minute = RefusalReport['minutes'][number];
  const counts = await tx.query<Omit<Minute, 'at'>>(
    'SELECT reason, sum(count)::int AS count FROM refusal_count WHERE event_id = $1 GROUP BY reason ORDER BY reason',
    [eventId],
  );
  const minutes = await tx.query<Minute>(
    `SELECT minute AS at, reason, count FROM refusal_count
     WHERE event_id = $1 ORDER BY minute DESC, reason LIMIT 60`,
    [eventId],
  );
  const latest = await tx.query<RefusalReport['latest'][number]>(
    'SELECT at, reason, items FROM refusal WHERE event_id = $1 ORDER BY id DESC LIMIT 20',
    [eventId],
  );
  return { counts: Object.fromEntries(counts.map(({ reason, count }) => [reason, count])), minutes, latest };
}

/** What of a buyer was refused at once, as far as it is kept; newest first, at most a hundred. */
export async function readRefusalsOfBuyer(db: Database, buyerId: string) {
  const text = `SELECT event_id AS "eventId", at, reason, items FROM refusal
    WHERE buyer_id = $1 ORDER BY id DESC LIMIT 100`;
  return db.query<RefusalReport['latest'][number] & { eventId: string }>(
    { name: 'refusals_of_buyer', text },
    [buyerId],
  );
}
