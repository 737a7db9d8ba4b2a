-- Begins an attempt to pay, judged by the database's clock: the tickets must be held. From here on the deadline is the
-- end of the hold plus p_grace_seconds, whatever the number of attempts.
-- outcome: `begun`; `open` where an attempt is in flight already, `other_method` where that one is by another method;
-- `too_many_attempts`; `nothing_to_pay`; `not_held` for every other state. `attempt` is the one in flight.
-- The process that begins it opens it; from p_lease_seconds on any process sees to that.
CREATE OR REPLACE FUNCTION begin_payment(
  p_id uuid, p_attempt uuid, p_method text, p_return_url text, p_description text, p_grace_seconds int,
  p_most_attempts int, p_lease_seconds int, OUT outcome text, OUT attempt uuid)
LANGUAGE plpgsql AS $$
DECLARE
  p pre_order;
  a payment_attempt;
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(ARRAY[p_id]); END IF;
  SELECT * INTO p FROM pre_order WHERE id = p_id FOR UPDATE;
  outcome := 'not_held';
  IF p.status = 'paying' THEN
    SELECT * INTO a FROM payment_attempt
    WHERE pre_order_id = p_id AND status IN ('open', 'processing', 'unknown');
    attempt := a.id;
    outcome := CASE WHEN a.method = p_method THEN 'open' ELSE 'other_method' END;
  ELSIF p.status = 'pre_order' AND p.expires_at > now() THEN
    IF NOT is_paid_online(p) THEN
      outcome := 'nothing_to_pay';
    ELSIF p.attempts >= p_most_attempts THEN
      outcome := 'too_many_attempts';
    ELSE
      outcome := 'begun';
      attempt := p_attempt;
      UPDATE pre_order SET status = 'paying', attempts = attempts + 1, last_activity_at = now(),
        pay_ends_at = hold_ends_at + make_interval(secs => p_grace_seconds),
        expires_at = hold_ends_at + make_interval(secs => p_grace_seconds)
      WHERE id = p_id RETURNING * INTO p;
      INSERT INTO payment_attempt (id, pre_order_id, number, method, amount_cents, currency, return_url, description,
        pay_until, check_at)
      VALUES (p_attempt, p_id, p.attempts, p_method, p.total_cents, p.currency, p_return_url, p_description,
        p.expires_at, now() + make_interval(secs => p_lease_seconds));
      PERFORM notify_changes('{}', ARRAY[p_id]);
    END IF;
  END IF;
END
$$;
