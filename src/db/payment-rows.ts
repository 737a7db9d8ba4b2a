import type { AttemptRecord } from './payment-story';
import type { RefundStatus } from './refunds';
import type { Database } from './database';

/** An attempt to pay with its refunds, for an export. */
export interface PaymentRow extends Omit<
  AttemptRecord,
  'disputes' | 'payUntil' | 'refundedCents' | 'refundingCents'
> {
  /** Oldest first. */
  refunds: { id: string; providerId: string | null; status: RefundStatus; amountCents: number }[];
}

/**
 * The attempts of a page of an event's pre-orders, oldest pre-order first.
 * @param after the last pre-order of the page before.
 * @param limit in pre-orders; none of them is cut in two.
 */
export async function readPaymentRows(
  db: Database,
  eventId: string,
  after: string | undefined,
  limit: number,
): Promise<PaymentRow[]> {
  const text = `
    SELECT a.id, a.pre_order_id AS "preOrderId", a.number AS attempt, a.method, a.status,
      a.amount_cents AS "amountCents", a.captured_cents AS "capturedCents", a.currency,
      a.decline_reason AS "declineReason", a.mismatch, a.created_at AS "createdAt", a.ended_at AS "endedAt",
      a.provider_id AS "providerId", a.intent_id AS "intentId",
      (SELECT coalesce(json_agg(json_build_object('id', r.id, 'providerId', r.provider_id, 'status', r.status,
         'amountCents', r.amount_cents) ORDER BY r.created_at, r.id), '[]')
       FROM refund r WHERE r.attempt_id = a.id) AS refunds
    FROM page_of_payments($1, $2, $3) page JOIN payment_attempt a ON a.pre_order_id = page.id
    ORDER BY page.asked_at, page.id, a.number`;
  return db.query<PaymentRow>({ name: 'payment_rows', text }, [eventId, after ?? null, limit]);
}
