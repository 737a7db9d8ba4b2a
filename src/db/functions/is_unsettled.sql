-- Whether an attempt may bring money, or has brought it, that no open or sold pre-order waits for.
CREATE OR REPLACE FUNCTION is_unsettled(a payment_attempt, p pre_order) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN a.status IN ('open', 'processing', 'unknown') THEN p.status <> 'paying'
    WHEN a.status = 'authorized' THEN p.payment_id IS DISTINCT FROM a.id OR p.status NOT IN ('checking_out', 'sold')
    WHEN a.status = 'paid' THEN
      NOT (p.payment_id IS NOT DISTINCT FROM a.id AND p.status IN ('checking_out', 'sold'))
      AND a.captured_cents > (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r WHERE r.attempt_id = a.id)
    ELSE false
  END
$$;
