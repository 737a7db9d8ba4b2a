-- Records what the provider says of a dispute. The bank takes the amount back when it opens one, and gives it back when
-- it is won. What happens to the tickets is for a person to decide.
CREATE OR REPLACE FUNCTION record_dispute(p_attempt uuid, p_facts jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  d       dispute;
  v_known boolean;
  v_over  boolean := p_facts->>'status' IN ('won', 'lost', 'warning_closed');
BEGIN
  PERFORM FROM pre_order WHERE id = (SELECT pre_order_id FROM payment_attempt WHERE id = p_attempt) FOR UPDATE;
  SELECT * INTO d FROM dispute WHERE provider_id = p_facts->>'providerId';
  v_known := FOUND;
  -- Whatever comes after the end is older.
  IF v_known AND d.closed_at IS NOT NULL THEN RETURN; END IF;
  INSERT INTO dispute (provider_id, attempt_id, status, reason, amount_cents, currency, closed_at)
  VALUES (p_facts->>'providerId', p_attempt, p_facts->>'status', p_facts->>'reason', (p_facts->>'amountCents')::bigint,
    p_facts->>'currency', CASE WHEN v_over THEN now() END)
  ON CONFLICT (provider_id) DO UPDATE SET status = excluded.status, closed_at = excluded.closed_at;
  IF NOT v_known AND p_facts->>'status' NOT LIKE 'warning%' THEN
    PERFORM book(p_attempt, 'disputed', 'disputed', 'provider', (p_facts->>'amountCents')::bigint);
  END IF;
  IF p_facts->>'status' = 'won' THEN
    PERFORM book(p_attempt, 'dispute_won', 'provider', 'disputed', (p_facts->>'amountCents')::bigint);
  END IF;
  PERFORM open_task('dispute', p_facts->>'providerId', p.event_id, p.id, p_facts)
  FROM pre_order p JOIN payment_attempt a ON a.pre_order_id = p.id WHERE a.id = p_attempt AND NOT v_over;
END
$$;
