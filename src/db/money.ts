import type { Transaction } from './database';

/** An event's money, in integer minor units. */
export interface Money {
  currency: string;
  /** Taken from buyers, also what was given back later. */
  capturedCents: number;
  refundedCents: number;
  /** Open to be paid, or authorized and not taken yet. */
  openCents: number;
  /** Taken without a live ticket, and not given back yet. */
  owedCents: number;
  disputedCents: number;
  refunds: { pending: number; succeeded: number; failed: number };
  /** How many things need a person. */
  tasks: number;
}

const MONEY = `
  SELECT (SELECT t.currency FROM ticket_type t WHERE t.event_id = $1 LIMIT 1) AS currency,
    (SELECT coalesce(sum(amount_cents), 0) FROM ledger
     WHERE event_id = $1 AND account = 'provider' AND what = 'paid')::bigint AS "capturedCents",
    (SELECT -coalesce(sum(amount_cents), 0) FROM ledger WHERE event_id = $1 AND account = 'provider'
       AND what IN ('refunded', 'refund_returned'))::bigint AS "refundedCents",
    (SELECT coalesce(sum(a.amount_cents), 0) FROM payment_attempt a JOIN pre_order p ON p.id = a.pre_order_id
     WHERE p.event_id = $1 AND a.check_at IS NOT NULL
       AND a.status IN ('open', 'processing', 'authorized', 'unknown'))::bigint AS "openCents",
    (SELECT -coalesce(sum(amount_cents), 0) FROM ledger
     WHERE event_id = $1 AND account = 'owed')::bigint AS "owedCents",
    (SELECT coalesce(sum(amount_cents), 0) FROM ledger
     WHERE event_id = $1 AND account = 'disputed')::bigint AS "disputedCents",
    (SELECT json_build_object('pending', count(*) FILTER (WHERE status = 'pending'),
       -- The ledger also has those whose order was removed.
       'succeeded', (SELECT count(DISTINCT refund_id) - count(DISTINCT refund_id) FILTER (WHERE what = 'refund_returned')
                     FROM ledger WHERE event_id = $1 AND account = 'provider' AND what IN ('refunded', 'refund_returned')),
       'failed', count(*) FILTER (WHERE status = 'failed'))
     FROM refund WHERE event_id = $1) AS refunds,
    (SELECT count(*) FROM operator_task WHERE event_id = $1 AND done_at IS NULL)::int AS tasks`;

export async function readMoney(tx: Transaction, eventId: string): Promise<Money> {
  const [money] = await tx.query<Money>(MONEY, [eventId]);
  return money as Money;
}
