-- Writes a transaction into the ledger: moves an amount that an attempt brought from one account to another.
CREATE OR REPLACE FUNCTION book(p_attempt uuid, p_what text, p_to text, p_from text, p_amount bigint,
                                p_refund uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
  WITH t AS MATERIALIZED (SELECT gen_random_uuid() AS id)
  INSERT INTO ledger (transaction_id, what, account, amount_cents, currency, event_id, pre_order_id, attempt_id, refund_id)
  SELECT t.id, p_what, side.account, side.amount, a.currency, p.event_id, p.id, a.id, p_refund
  FROM t, payment_attempt a JOIN pre_order p ON p.id = a.pre_order_id,
    LATERAL (VALUES (p_to, p_amount), (p_from, -p_amount)) AS side (account, amount)
  WHERE a.id = p_attempt AND p_amount <> 0
$$;
