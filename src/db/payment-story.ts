import type { AttemptStatus, PaymentMethod } from '../domain/payment';
import type { Database } from './database';

/** An attempt to pay as operators see it. */
export interface AttemptRecord {
  id: string;
  preOrderId: string;
  /** From 1. */
  attempt: number;
  method: PaymentMethod;
  status: AttemptStatus;
  amountCents: number;
  capturedCents: number;
  /** Given back, and being given back. */
  refundedCents: number;
  refundingCents: number;
  currency: string;
  declineReason: string | null;
  /** How the provider's object differs from what was asked for: `id`, `currency`, `amount`, `captured_amount`. */
  mismatch: 'id' | 'currency' | 'amount' | 'captured_amount' | null;
  createdAt: Date;
  payUntil: Date;
  endedAt: Date | null;
  /** The provider's objects: what was opened, and what money is booked on. */
  providerId: string | null;
  intentId: string | null;
  disputes: Dispute[];
}

/** A bank that doubts a payment. */
export interface Dispute {
  providerId: string;
  /** In the provider's words, such as `needs_response`, `won`, `lost`. */
  status: string;
  reason: string;
  amountCents: number;
  openedAt: Date;
  closedAt: Date | null;
}

const ATTEMPTS = `SELECT a.id, a.pre_order_id AS "preOrderId", a.number AS attempt, a.method, a.status,
    a.amount_cents AS "amountCents", a.captured_cents AS "capturedCents",
    coalesce(r.refunded, 0)::bigint AS "refundedCents", coalesce(r.refunding, 0)::bigint AS "refundingCents", a.currency,
    a.decline_reason AS "declineReason", a.mismatch, a.created_at AS "createdAt", a.pay_until AS "payUntil",
    a.ended_at AS "endedAt", a.provider_id AS "providerId", a.intent_id AS "intentId",
    (SELECT coalesce(json_agg(json_build_object('providerId', d.provider_id, 'status', d.status, 'reason', d.reason,
       'amountCents', d.amount_cents, 'openedAt', d.opened_at, 'closedAt', d.closed_at) ORDER BY d.opened_at), '[]')
     FROM dispute d WHERE d.attempt_id = a.id) AS disputes
  FROM payment_attempt a CROSS JOIN LATERAL (
    SELECT sum(r.amount_cents) FILTER (WHERE r.status = 'succeeded') AS refunded,
      sum(r.amount_cents) FILTER (WHERE r.status = 'pending') AS refunding
    FROM refund r WHERE r.attempt_id = a.id) r`;

/** All attempts to pay a pre-order, the first one first. */
export async function readAttempts(db: Database, preOrderId: string): Promise<AttemptRecord[]> {
  const text = `${ATTEMPTS} WHERE a.pre_order_id = $1 ORDER BY a.number`;
  const rows = await db.query<AttemptRecord>({ name: 'attempts_of', text }, [preOrderId]);
  return rows.map(({ disputes, ...row }) => ({ ...row, disputes: disputes.map(withTimes) }));
}

/** JSON has no times. */
const withTimes = (dispute: Dispute): Dispute => ({
  ...dispute,
  openedAt: new Date(dispute.openedAt),
  closedAt: dispute.closedAt && new Date(dispute.closedAt),
});
