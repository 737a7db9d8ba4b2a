import type { Database } from './database';
import type { RefundStatus } from './refunds';

/** What the provider has sent, as far as it is kept. */
export interface InboxEvent {
  id: string;
  type: string;
  objectId: string;
  intentId: string | null;
  attemptId: string | null;
  refundId: string | null;
  detail: Record<string, unknown>;
  createdAt: Date;
}

/** Writes events down, in one statement; one that came before is left as it is. */
export async function keepEvents(db: Database, events: readonly InboxEvent[]): Promise<void> {
  const text = `INSERT INTO webhook_inbox (id, type, object_id, intent_id, attempt_id, refund_id, detail, created_at)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::jsonb[], $8::timestamptz[])
    ON CONFLICT (id) DO NOTHING`;
  await db.query({ name: 'keep_events', text }, [
    events.map((one) => one.id),
    events.map((one) => one.type),
    events.map((one) => one.objectId),
    events.map((one) => one.intentId),
    events.map((one) => one.attemptId),
    events.map((one) => one.refundId),
    events.map((one) => JSON.stringify(one.detail)),
    events.map((one) => one.createdAt),
  ]);
}

/** An event to handle, with the attempt that it is about as our rows know it. */
export interface DueEvent extends InboxEvent {
  knownAttemptId: string | null;
  knownRefundId: string | null;
  refundStatus: RefundStatus | null;
  receivedAt: Date;
}

/** Gives the caller the events that are due, for so many seconds. */
export async function claimEvents(db: Database, limit: number, leaseSeconds: number): Promise<DueEvent[]> {
  const text = `WITH due AS (
      SELECT d.id FROM webhook_inbox d WHERE d.handle_at <= now()
      ORDER BY d.handle_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE webhook_inbox i SET handle_at = clock_timestamp() + make_interval(secs => $2)
      FROM due WHERE i.id = due.id RETURNING i.*
    )
    SELECT c.*, (SELECT r.status FROM refund r WHERE r.id = c."knownRefundId") AS "refundStatus" FROM (
    SELECT c.id, c.type, c.object_id AS "objectId", c.intent_id AS "intentId", c.attempt_id AS "attemptId",
      c.refund_id AS "refundId", c.detail, c.created_at AS "createdAt", c.received_at AS "receivedAt",
      coalesce((SELECT a.id FROM payment_attempt a WHERE a.id = c.attempt_id),
               (SELECT a.id FROM payment_attempt a WHERE a.provider_id = c.object_id),
               (SELECT a.id FROM payment_attempt a WHERE a.intent_id = c.intent_id LIMIT 1)) AS "knownAttemptId",
      coalesce((SELECT r.id FROM refund r WHERE r.id = c.refund_id),
               (SELECT r.id FROM refund r WHERE r.provider_id = c.object_id)) AS "knownRefundId"
    FROM claimed c) c ORDER BY c."createdAt", c.id`;
  return db.query<DueEvent>({ name: 'claim_events', text }, [limit, leaseSeconds]);
}

/** These are done with. */
export async function settleEvents(db: Database, ids: string[]): Promise<void> {
  const text = 'UPDATE webhook_inbox SET handle_at = NULL, handled_at = now() WHERE id = ANY ($1)';
  await db.query({ name: 'settle_events', text }, [ids]);
}

/** What these are about isn't known (yet): they are looked at again, less and less often. After three days they only stay. */
export async function postponeEvents(db: Database, ids: string[]): Promise<void> {
  const text = `UPDATE webhook_inbox SET handle_at = CASE WHEN received_at > now() - interval '3 days'
      THEN now() + least(interval '1 hour', greatest(interval '5 seconds', now() - received_at)) END
    WHERE id = ANY ($1)`;
  await db.query({ name: 'postpone_events', text }, [ids]);
}
