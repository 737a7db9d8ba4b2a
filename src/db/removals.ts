import type { Removal, RemovalKind } from '../domain/removal';
import type { Database, Transaction } from './database';

/** How an event stands, as far as its records may be removed. */
export interface Ended {
  /** The sale has closed, and the show has begun or was cancelled. */
  over: boolean;
  /** A pre-order isn't final, or will still be cancelled with the event. */
  open: boolean;
}

/** @returns undefined if there is no such event. */
export async function readEnded(tx: Transaction, eventId: string): Promise<Ended | undefined> {
  const text = `SELECT ${OVER} AS over, ${OPEN} AS open FROM event e WHERE id = $1`;
  return (await tx.query<Ended>(text, [eventId]))[0];
}

/** Each status has an index of its own. */
const OPEN = `(EXISTS (SELECT FROM pre_order WHERE status = 'in_line' AND event_id = e.id)
  OR EXISTS (SELECT FROM pre_order WHERE status = 'pre_order' AND event_id = e.id)
  OR EXISTS (SELECT FROM pre_order WHERE status = 'paying' AND event_id = e.id)
  OR EXISTS (SELECT FROM pre_order WHERE status IN ('called', 'checking_out') AND event_id = e.id)
  OR EXISTS (SELECT FROM bulk_change WHERE event_id = e.id AND ended_at IS NULL))`;

const OVER = `(event_status(e, now()) = 'cancelled' OR event_status(e, now()) = 'closed' AND e.starts_at < now())`;

/** Begins to remove an event's records; begun before, it goes on. @returns whether it is new. */
export async function beginRemoval(tx: Transaction, eventId: string, what: RemovalKind): Promise<boolean> {
  const text = 'INSERT INTO removal (event_id, what) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING what';
  return (await tx.query(text, [eventId, what])).length > 0;
}

/**
 * Removes the next batch. Any process may, at any time; after a crash the next batch goes on where the last one ended.
 * @param limit how many pre-orders are looked at.
 * @returns whether it was the last.
 */
export async function removeRecords(
  db: Database,
  eventId: string,
  what: RemovalKind,
  limit: number,
): Promise<boolean> {
  const statement = { name: 'remove_records', text: 'SELECT remove_records($1, $2, $3) AS last' };
  const [row] = await db.query<{ last: boolean }>(statement, [eventId, what, limit]);
  return row?.last ?? true;
}

export async function readRemovals(db: Database | Transaction, eventId: string): Promise<Removal[]> {
  const text = `SELECT what, began_at AS "beganAt", ended_at AS "endedAt", counts, revenue_cents AS "revenueCents",
      cancelled_orders AS "cancelledOrders", cancelled_cents AS "cancelledCents"
    FROM removal WHERE event_id = $1 ORDER BY began_at, what`;
  return 'transaction' in db
    ? db.query<Removal>({ name: 'removals', text }, [eventId])
    : db.query<Removal>(text, [eventId]);
}

/** Which of these events have none of their pre-orders any more. */
export async function findArchived(db: Database, eventIds: string[]): Promise<Set<string>> {
  const text = `SELECT event_id AS id FROM removal WHERE what = 'everything' AND event_id = ANY($1)`;
  const rows = await db.query<{ id: string }>({ name: 'archived', text }, [eventIds]);
  return new Set(rows.map(({ id }) => id));
}

/** Events that were over for so many days without this removal, or with an unfinished one; the oldest first. */
export async function findRemovalsDue(
  db: Database,
  what: RemovalKind,
  days: number,
  limit: number,
): Promise<string[]> {
  const text = `SELECT e.id FROM event e LEFT JOIN removal r ON r.event_id = e.id AND r.what = $1
    WHERE ${OVER} AND greatest(e.starts_at, e.closes_at) < now() - make_interval(days => $2)
      AND r.ended_at IS NULL
      AND NOT ${OPEN}
    ORDER BY greatest(e.starts_at, e.closes_at), e.id LIMIT $3`;
  const rows = await db.query<{ id: string }>({ name: 'removals_due', text }, [what, days, limit]);
  return rows.map(({ id }) => id);
}
