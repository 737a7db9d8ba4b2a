import type { Database } from '../../src/db/database';
import type { ProviderRecord } from '../../src/payments/provider';

/**
 * Writes many orders that are paid by card, of which each tenth is refunded, as their rows and in the ledger, in the
 * last hours.
 * @returns what the provider's books have of them.
 */
export async function manyPayments(db: Database, eventId: string, count: number): Promise<ProviderRecord[]> {
  await db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO pre_order (id, event_id, buyer_id, status, items, quantity, total_cents, currency, hold_seconds,
         idle_seconds, asked_at, accepted_at, closed_at, attempts)
       SELECT gen_random_uuid(), $1, gen_random_uuid(), 'sold', jsonb_build_array(jsonb_build_object(
           'ticketType', t.id, 'quantity', 1, 'unitPriceCents', t.price_cents)), 1, t.price_cents, t.currency, 600, 600,
         now() - interval '20 hours' * i / $2::int, now(), now(), 1
       FROM ticket_type t, generate_series(1, $2::int) AS i WHERE t.event_id = $1`,
      [eventId, count],
    );
    await tx.query(
      `INSERT INTO payment_attempt (id, pre_order_id, number, method, status, amount_cents, currency, return_url,
         description, pay_until, created_at, provider_id, intent_id, captured_cents, ended_at)
       SELECT gen_random_uuid(), id, 1, 'card', 'paid', total_cents, currency, '', '', asked_at, asked_at,
         'cs_' || id, 'pi_' || id, total_cents, asked_at
       FROM pre_order WHERE event_id = $1`,
      [eventId],
    );
    await tx.query(
      `WITH paid AS MATERIALIZED (SELECT a.*, gen_random_uuid() AS t FROM payment_attempt a)
       INSERT INTO ledger (transaction_id, what, account, amount_cents, currency, event_id, pre_order_id, attempt_id)
       SELECT t, 'paid', s.account, s.sign * amount_cents, currency, $1, pre_order_id, id
       FROM paid, (VALUES ('provider', 1), ('tickets', -1)) AS s (account, sign)`,
      [eventId],
    );
    await tx.query(
      `INSERT INTO refund (id, attempt_id, pre_order_id, event_id, cause, key, tickets, amount_cents, currency, who,
         status, provider_id, created_at, ended_at)
       SELECT gen_random_uuid(), id, pre_order_id, $1, 'operator', 'k', '{}', amount_cents, currency, 'token',
         'succeeded', 're_' || pre_order_id, created_at, created_at
       FROM payment_attempt ORDER BY created_at LIMIT $2`,
      [eventId, count / 10],
    );
    await tx.query(
      `WITH paid AS MATERIALIZED (SELECT r.*, gen_random_uuid() AS t FROM refund r)
       INSERT INTO ledger (transaction_id, what, account, amount_cents, currency, event_id, pre_order_id, attempt_id, refund_id)
       SELECT t, 'refunded', s.account, s.sign * amount_cents, currency, $1, pre_order_id, attempt_id, id
       FROM paid, (VALUES ('provider', -1), ('owed', 1)) AS s (account, sign)`,
      [eventId],
    );
  }, 120_000);
  const list = (text: string) =>
    db.transaction((tx) => tx.query<Omit<ProviderRecord, 'status'>>(text, []), 120_000);
  const payments = await list(
    `SELECT 'payment' AS kind, intent_id AS "providerId", intent_id AS "intentId", id AS "attemptId",
       amount_cents AS "amountCents", currency, created_at + interval '20 seconds' AS "createdAt"
     FROM payment_attempt ORDER BY created_at DESC`,
  );
  const refunds = await list(
    `SELECT 'refund' AS kind, provider_id AS "providerId", id AS "refundId", attempt_id AS "attemptId",
       amount_cents AS "amountCents", currency, created_at + interval '20 seconds' AS "createdAt"
     FROM refund ORDER BY created_at DESC`,
  );
  return [...payments, ...refunds].map((one) => ({ ...one, status: 'succeeded' }));
}
