import type { Database } from './database';

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

/** Why money is given back. */
export type RefundCause = 'operator' | 'buyer' | 'event_cancelled' | 'late' | 'mismatch';

/** A refund, with what is needed to make it. */
export interface Refund {
  id: string;
  attemptId: string;
  intentId: string | null;
  preOrderId: string;
  eventId: string;
  cause: RefundCause;
  tickets: string[];
  amountCents: number;
  currency: string;
  reason: string;
  who: string;
  status: RefundStatus;
  failureReason: string | null;
  createdAt: Date;
  /** When the provider was asked first. */
  triedAt: Date | null;
  endedAt: Date | null;
}

const REFUND = `SELECT r.id, r.attempt_id AS "attemptId", a.intent_id AS "intentId", r.pre_order_id AS "preOrderId",
    r.event_id AS "eventId", r.cause, r.tickets, r.amount_cents AS "amountCents", r.currency, r.reason, r.who, r.status,
    r.failure_reason AS "failureReason", r.created_at AS "createdAt", r.tried_at AS "triedAt", r.ended_at AS "endedAt"
  FROM refund r JOIN payment_attempt a ON a.id = r.attempt_id`;

/** Undefined where there is no such refund. */
export async function readRefund(db: Database, id: string): Promise<Refund | undefined> {
  const [refund] = await db.query<Refund>({ name: 'refund', text: `${REFUND} WHERE r.id = $1` }, [id]);
  return refund;
}

/** The refunds of a pre-order, oldest first. */
export async function readRefundsOf(db: Database, preOrderId: string): Promise<Refund[]> {
  const text = `${REFUND} WHERE r.attempt_id IN (SELECT id FROM payment_attempt WHERE pre_order_id = $1)
    ORDER BY r.created_at, r.id`;
  return db.query<Refund>({ name: 'refunds_of', text }, [preOrderId]);
}

export interface RefundToBegin {
  preOrderId: string;
  refundId: string;
  cause: RefundCause;
  /** The same request again is the same refund. */
  key: string;
  /** Without them, all that are left. */
  tickets?: string[] | undefined;
  reason: string;
  who: string;
}

export interface BegunRefund {
  outcome: 'begun' | 'known' | 'key_reused' | 'not_paid' | 'ticket_not_found' | 'nothing_to_refund';
  refund: string | null;
}

/** Begins a refund: its tickets admit nobody from here on (begin_refund.sql). */
export async function beginRefund(db: Database, begin: RefundToBegin): Promise<BegunRefund> {
  const text = 'SELECT outcome, refund FROM begin_refund($1, $2, $3, $4, $5, $6, $7)';
  const [begun] = await db.query<BegunRefund>({ name: 'begin_refund', text }, [
    begin.preOrderId,
    begin.refundId,
    begin.cause,
    begin.key,
    begin.tickets ?? null,
    begin.reason,
    begin.who,
  ]);
  return begun as BegunRefund;
}

/** The provider is about to be asked: from a day later on, the refund is looked up before. */
export async function noteRefundTried(db: Database, id: string): Promise<void> {
  const text = 'UPDATE refund SET tried_at = coalesce(tried_at, now()) WHERE id = $1';
  await db.query({ name: 'refund_tried', text }, [id]);
}

/** Records what the provider says of a refund (record_refund.sql). */
export async function recordRefund(
  db: Database,
  id: string,
  facts: { status: RefundStatus; providerId?: string | undefined; failureReason?: string | undefined },
): Promise<void> {
  const text = 'SELECT record_refund($1, $2, $3, $4)';
  await db.query({ name: 'record_refund', text }, [id, facts.status, facts.providerId, facts.failureReason]);
}

/** Refunds of a cancelled event that are to be made, in order of id, after the given one. */
export async function readCancelledRefunds(
  db: Database,
  eventId: string,
  after: string,
  limit: number,
): Promise<Refund[]> {
  const text = `${REFUND} WHERE r.event_id = $1 AND r.status = 'pending' AND r.cause = 'event_cancelled' AND r.id > $2
    ORDER BY r.id LIMIT $3`;
  return db.query<Refund>({ name: 'cancelled_refunds', text }, [eventId, after, limit]);
}
