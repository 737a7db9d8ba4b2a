-- Decides what becomes of an attempt whose pre-order doesn't wait for it. What was paid or authorized buys the tickets
-- after all if they are free this instant: its place is earlier than those of all who still wait. Otherwise it is given
-- back, once.
-- outcome: `sold`: the tickets are this attempt's; `void`: the authorization is to be given back; `refund`: to be made;
-- `waiting`: the provider has to be asked again; `wanted`: a pre-order waits for it; `settled`: nothing is left to do.
--
-- Locks: event, pre-order, attempt, ticket types.
CREATE OR REPLACE FUNCTION settle_payment(p_attempt uuid, OUT outcome text, OUT refund uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  a     payment_attempt;
  p     pre_order;
  e     event;
  v_has int;
  v_owed bigint;
BEGIN
  SELECT event.* INTO e FROM event WHERE id = (
    SELECT event_id FROM pre_order WHERE id = (SELECT pre_order_id FROM payment_attempt WHERE id = p_attempt))
  FOR NO KEY UPDATE;
  SELECT * INTO p FROM pre_order WHERE id = (SELECT pre_order_id FROM payment_attempt WHERE id = p_attempt) FOR UPDATE;
  SELECT * INTO a FROM payment_attempt WHERE id = p_attempt FOR UPDATE;
  refund := (SELECT r.id FROM refund r WHERE r.attempt_id = p_attempt AND r.status = 'pending'
             ORDER BY r.created_at LIMIT 1);
  IF p.payment_id = p_attempt AND p.status IN ('checking_out', 'sold') THEN
    outcome := 'sold';
  ELSIF p.status = 'paying' AND a.status IN ('open', 'processing', 'unknown') THEN
    outcome := 'wanted';
  ELSIF NOT is_unsettled(a, p) THEN
    outcome := CASE WHEN refund IS NULL THEN 'settled' ELSE 'refund' END;
  ELSIF a.status NOT IN ('authorized', 'paid') THEN
    outcome := 'waiting';
  ELSIF a.mismatch IS NULL AND p.status = 'invalidated' AND p.payment_id IS NULL AND sell_late(e, p, a) THEN
    outcome := 'sold';
  ELSIF a.status = 'authorized' THEN
    outcome := 'void';
  ELSE
    v_owed := a.captured_cents - (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r WHERE r.attempt_id = p_attempt);
    INSERT INTO refund (id, attempt_id, pre_order_id, event_id, cause, key, tickets, amount_cents, currency, who)
    VALUES (gen_random_uuid(), p_attempt, p.id, p.event_id, CASE WHEN a.mismatch IS NULL THEN 'late' ELSE 'mismatch' END,
      'late ' || p_attempt, '{}', v_owed, a.currency, 'system')
    RETURNING id INTO refund;
    outcome := 'refund';
    PERFORM notify_changes('{}', ARRAY[p.id]);
  END IF;
END
$$;
