import type { Database, Transaction } from './database';

/** What an operator does to all pre-orders of an event. It counts at once; the rows follow in batches. */
export type BulkChange =
  | { what: 'cancel' }
  /** `action` is the record that counts the extended holds. */
  | { what: 'extend'; seconds: number; action: number };

/** Records a bulk change. The transaction holds the event's lock. */
export async function recordBulkChange(tx: Transaction, eventId: string, change: BulkChange): Promise<void> {
  const text = `INSERT INTO bulk_change (event_id, what, seconds, action_id, reached_at)
    VALUES ($1, $2, $3, $4, CASE WHEN $2 = 'cancel' THEN 'infinity' ELSE clock_timestamp() END)`;
  const [seconds, action] = change.what === 'extend' ? [change.seconds, change.action] : [null, null];
  await tx.query(text, [eventId, change.what, seconds, action]);
}

/** A batch of a bulk change. */
export interface BulkBatch {
  /** How many pre-orders it changed. */
  done: number;
  /** Those that were open and are cancelled. */
  open: string[];
  /** The event has an open bulk change. */
  more: boolean;
}

/** Makes the next batch of the event's oldest open bulk change, of at most so many pre-orders. */
export async function runBulkBatch(db: Database, eventId: string, limit: number): Promise<BulkBatch> {
  const statement = { name: 'bulk_batch', text: 'SELECT done, open, more FROM run_bulk_batch($1, $2)' };
  const [batch] = await db.query<BulkBatch>(statement, [eventId, limit]);
  return batch as BulkBatch;
}

/** The cancellation of an event, and how far it is. */
export interface Cancellation {
  startedAt: Date;
  /** Null while it goes on. */
  endedAt: Date | null;
  /** Tickets that are still held or sold. */
  remainingTickets: number;
  /** What was sold and is cancelled now. */
  soldPreOrders: number;
  soldTickets: number;
  /** What was paid for them, in integer minor units. */
  soldCents: number;
}

/** The last extension of an event's holds, and how far it is. */
export interface Extension {
  startedAt: Date;
  endedAt: Date | null;
  seconds: number;
  /** How many holds have got it. */
  holds: number;
  remainingHolds: number;
}

/** What happened to all pre-orders of an event, as far as it is done; null if it never happened. */
export interface BulkProgress {
  cancellation: Cancellation | null;
  extension: Extension | null;
}

export async function readBulkProgress(tx: Transaction, eventId: string): Promise<BulkProgress> {
  const [cancellation = null] = await tx.query<Cancellation>(CANCELLATION, [eventId]);
  const [extension = null] = await tx.query<Extension>(EXTENSION, [eventId]);
  return { cancellation, extension };
}

const CANCELLATION = `
  SELECT b.at AS "startedAt", b.ended_at AS "endedAt", t.remaining AS "remainingTickets",
    p.n + r.n AS "soldPreOrders", t.cancelled AS "soldTickets", (p.cents + r.cents)::bigint AS "soldCents"
  FROM bulk_change b
  CROSS JOIN LATERAL (SELECT sum(held + sold)::int AS remaining, sum(cancelled)::int AS cancelled
                      FROM ticket_type WHERE event_id = $1) t
  CROSS JOIN LATERAL (SELECT count(*)::int AS n, coalesce(sum(total_cents), 0)::bigint AS cents
                      FROM pre_order WHERE event_id = $1 AND sold_at IS NOT NULL) p
  CROSS JOIN LATERAL (SELECT coalesce(sum(cancelled_orders), 0)::int AS n, coalesce(sum(cancelled_cents), 0) AS cents
                      FROM removal WHERE event_id = $1) r
  WHERE b.event_id = $1 AND b.what = 'cancel' ORDER BY b.id DESC LIMIT 1`;

const EXTENSION = `
  SELECT b.at AS "startedAt", b.ended_at AS "endedAt", b.seconds, b.done AS holds,
    CASE WHEN b.ended_at IS NULL THEN (
      SELECT count(*) FROM pre_order WHERE event_id = $1 AND status = 'pre_order' AND held_at <= b.at
        AND expires_at > b.at AND coalesce(extended_by, 0) < b.id) ELSE 0 END::int AS "remainingHolds"
  FROM bulk_change b WHERE b.event_id = $1 AND b.what = 'extend' ORDER BY b.id DESC LIMIT 1`;
