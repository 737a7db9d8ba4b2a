-- Gives the caller the attempts whose provider is to be asked, the most overdue first, for p_lease_seconds. Safe for any
-- number of processes: nobody waits, and nobody gets the same one.
-- `wanted`: its pre-order waits for it. `uncaptured`: it is sold, and its money isn't taken yet.
CREATE OR REPLACE FUNCTION claim_payments_due(p_limit int, p_lease_seconds int)
RETURNS TABLE (id uuid, pre_order_id uuid, event_id text, buyer_id uuid, items jsonb, opened boolean, wanted boolean,
              uncaptured boolean, over_seconds float8)
LANGUAGE sql AS $$
  WITH due AS (
    SELECT d.id FROM payment_attempt d WHERE d.check_at <= now()
    ORDER BY d.check_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE payment_attempt a SET checks = a.checks + 1,
      check_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
    FROM due WHERE a.id = due.id RETURNING a.id
  )
  SELECT a.id, a.pre_order_id, p.event_id, p.buyer_id, p.items, a.provider_id IS NOT NULL, NOT is_unsettled(a, p),
    a.status = 'authorized' AND p.status = 'sold' AND p.payment_id = a.id,
    extract(epoch FROM now() - a.pay_until)::float8
  FROM claimed c JOIN payment_attempt a ON a.id = c.id JOIN pre_order p ON p.id = a.pre_order_id
$$;
