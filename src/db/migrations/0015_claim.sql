-- As before, and says itself whether somebody had promised the step and hasn't made it. To ask for that beside it read all
-- pre-orders there are, for each claim, as long as the planner knew nothing of the table; and so did the claim with all that are due.
DROP FUNCTION claim_due(int, int);
CREATE FUNCTION claim_due(p_limit int, p_lease_seconds int)
RETURNS TABLE (id uuid, event_id text, buyer_id uuid, items jsonb, status text, lapsed boolean)
LANGUAGE sql
-- In the order of the index, up to the last that is taken.
SET enable_bitmapscan = off
AS $$
  WITH due AS (
    SELECT d.id, d.called_at, d.place, d.lease_until > d.called_at AS lapsed FROM pre_order d
    WHERE d.status IN ('called', 'checking_out') AND d.lease_until <= now()
    ORDER BY d.called_at, d.place LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE pre_order p SET lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    FROM due WHERE p.id = due.id
    RETURNING p.id, p.event_id, p.buyer_id, p.items, p.status, due.lapsed, p.called_at, p.place
  )
  SELECT c.id, c.event_id, c.buyer_id, c.items, c.status, c.lapsed FROM claimed c ORDER BY c.called_at, c.place
$$;
