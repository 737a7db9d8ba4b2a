-- The pre-orders of a cancelled event: what was paid for them becomes owed, and a refund for each is recorded, which the
-- sale's workflow makes. What is still being paid is ended or given back by a settlePayment workflow.
CREATE OR REPLACE FUNCTION refund_cancelled(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  IF NOT EXISTS (SELECT FROM pre_order WHERE id = ANY (p_ids) AND attempts > 0) THEN RETURN; END IF;
  FOR r IN
    SELECT a.id AS attempt, p.id, p.event_id, a.currency,
      -- What is owed already is being refunded.
      (SELECT -coalesce(sum(l.amount_cents), 0) FROM ledger l
       WHERE l.pre_order_id = p.id AND l.account = 'tickets')::bigint AS amount
    FROM pre_order p JOIN payment_attempt a ON a.id = p.payment_id
    WHERE p.id = ANY (p_ids) AND a.captured_cents > 0
  LOOP
    CONTINUE WHEN r.amount <= 0;
    WITH made AS (
      INSERT INTO refund (id, attempt_id, pre_order_id, event_id, cause, key, tickets, amount_cents, currency, who)
      VALUES (gen_random_uuid(), r.attempt, r.id, r.event_id, 'event_cancelled', 'event_cancelled',
        ARRAY(SELECT k.id FROM ticket k WHERE k.pre_order_id = r.id AND k.status = 'invalidated'),
        r.amount, r.currency, 'system')
      RETURNING id)
    SELECT id INTO r.id FROM made;
    PERFORM book(r.attempt, 'event_cancelled', 'tickets', 'owed', r.amount, r.id);
  END LOOP;
  UPDATE payment_attempt a SET check_at = now() FROM pre_order p
  WHERE p.id = ANY (p_ids) AND a.pre_order_id = p.id AND is_unsettled(a, p);
END
$$;
