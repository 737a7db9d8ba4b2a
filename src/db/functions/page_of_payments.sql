-- A page of an event's pre-orders that somebody tried to pay for, in the order in which they were asked for, after the
-- one given by its id; none after one that isn't the event's. As page_of_event, which explains its comparison of rows.
CREATE OR REPLACE FUNCTION page_of_payments(p_event_id text, p_after uuid, p_limit int)
RETURNS TABLE (id uuid, asked_at timestamptz)
LANGUAGE sql STABLE
SET enable_bitmapscan = off
AS $$
  SELECT p.id, p.asked_at FROM pre_order p
  WHERE p.event_id = p_event_id AND p.attempts > 0
    AND (p.asked_at, p.id) > (
      CASE WHEN p_after IS NULL THEN '-infinity'
           ELSE (SELECT CASE WHEN c.event_id = p_event_id THEN c.asked_at END FROM pre_order c WHERE c.id = p_after) END,
      coalesce(p_after, '00000000-0000-0000-0000-000000000000'))
  ORDER BY p.asked_at, p.id LIMIT p_limit
$$;
