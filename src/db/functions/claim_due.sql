-- Leases to the caller the pre-orders whose workflow needs to be started or signalled, in order of their
-- calls and places. Safe for any number of processes: nobody waits, and nobody gets the same one. Only rows
-- whose lease lapsed at least p_overdue_seconds ago are taken. `lapsed` says that a process had the lease
-- before and didn't use it.
CREATE OR REPLACE FUNCTION claim_due(p_limit int, p_lease_seconds int, p_overdue_seconds int)
RETURNS TABLE (id uuid, event_id text, buyer_id uuid, items jsonb, status text, lapsed boolean)
LANGUAGE sql
-- Reads in the order of the index and stops at the last row that is taken.
SET enable_bitmapscan = off
AS $$
  WITH due AS (
    SELECT d.id, d.called_at, d.place, d.lease_until > d.called_at AS lapsed FROM pre_order d
    WHERE d.status IN ('called', 'checking_out')
      AND d.lease_until <= now() - make_interval(secs => p_overdue_seconds)
    ORDER BY d.called_at, d.place LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE pre_order p SET lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    FROM due WHERE p.id = due.id
    RETURNING p.id, p.event_id, p.buyer_id, p.items, p.status, due.lapsed, p.called_at, p.place
  )
  SELECT c.id, c.event_id, c.buyer_id, c.items, c.status, c.lapsed FROM claimed c
  ORDER BY c.called_at, c.place
$$;
