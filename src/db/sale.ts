import type { Sale } from '../domain/event';
import type { Database } from './database';

/** Refunds of cancelled events that the provider hasn't been asked for, as SQL. */
const REFUND_DUE = `SELECT FROM refund r
  WHERE r.status = 'pending' AND r.cause = 'event_cancelled' AND r.tried_at IS NULL`;

/** The state of an event's sale now. @returns undefined if there is no such event. */
export async function readSale(db: Database, eventId: string): Promise<Sale | undefined> {
  const text = `SELECT event_status(e, now()) AS status, on_sale_at AS "opensAt", closes_at AS "closesAt", waiting,
      ceil(extract(epoch FROM on_sale_at - now()) * 1000)::float8 AS "opensInMs",
      ceil(extract(epoch FROM closes_at - now()) * 1000)::float8 AS "closesInMs",
      draw AND drawn_at IS NULL AND now() >= on_sale_at
        AND event_status(e, now()) IN ('on_sale', 'paused') AS "drawDue",
      EXISTS (SELECT FROM bulk_change b WHERE b.event_id = e.id AND b.ended_at IS NULL) AS "bulkChangeDue",
      state = 'cancelled' AND EXISTS (${REFUND_DUE} AND r.event_id = e.id) AS "refundsDue"
    FROM event e WHERE id = $1`;
  const [row] = await db.query<Sale>({ name: 'sale', text }, [eventId]);
  return row;
}

/** An event that changed, and whose sale's workflow hasn't been signalled yet. */
export interface PendingSignal {
  eventId: string;
  name: string;
  /** Identifies this claim. */
  claim: Date;
}

/** Pending signals that no process has claimed, and those of overdue draws; now claimed by the caller for a while. */
export async function claimPendingSignals(
  db: Database,
  limit: number,
  leaseSeconds: number,
): Promise<PendingSignal[]> {
  const text = `UPDATE event SET signal_due_at = date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => $2)
    WHERE id IN (
      SELECT id FROM event e
      WHERE signal_due_at <= now() OR signal_due_at IS NULL AND draw AND drawn_at IS NULL AND waiting > 0
        AND on_sale_at < now() - make_interval(secs => $2) AND event_status(e, now()) IN ('on_sale', 'paused')
      ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id AS "eventId", name, signal_due_at AS claim`;
  return db.query<PendingSignal>({ name: 'claim_pending_signals', text }, [limit, leaseSeconds]);
}

/** Records that the signal was sent. One that became due since then stays pending. */
export async function settlePendingSignal(db: Database, { eventId, claim }: PendingSignal): Promise<void> {
  const text = 'UPDATE event SET signal_due_at = NULL WHERE id = $1 AND signal_due_at = $2';
  await db.query({ name: 'settle_pending_signal', text }, [eventId, claim]);
}

/**
 * Makes a signal pending for every sale that isn't over and isn't among these, for those whose bulk change stands still,
 * and for those that have to refund and aren't among these. @returns how many.
 */
export async function signalMissingSales(
  db: Database,
  running: string[],
  graceSeconds: number,
): Promise<number> {
  const text = `UPDATE event SET signal_due_at = now()
    WHERE signal_due_at IS NULL
      AND (state IN ('active', 'paused') AND closes_at > now() AND id <> ALL ($1)
             AND created_at < now() - make_interval(secs => $2)
        OR id IN (SELECT event_id FROM bulk_change
                  WHERE ended_at IS NULL AND batch_at < now() - make_interval(secs => $2))
        OR state = 'cancelled' AND id <> ALL ($1)
             AND EXISTS (${REFUND_DUE} AND r.event_id = event.id AND r.created_at < now() - make_interval(secs => $2)))
    RETURNING id`;
  const rows = await db.query({ name: 'signal_missing_sales', text }, [running, graceSeconds]);
  return rows.length;
}
