-- A page of an event's pre-orders in the order in which they were asked for, after the one given by its id; none after
-- one that isn't the event's. With p_status only those of it; with p_sold those that were sold, cancelled or not.
CREATE OR REPLACE FUNCTION page_of_event(p_event_id text, p_after uuid, p_limit int, p_status text, p_sold boolean)
RETURNS TABLE (id uuid, asked_at timestamptz)
LANGUAGE sql STABLE
-- Reads in the order of the index `pre_order_event` and stops at the last row of the page.
SET enable_bitmapscan = off
AS $$
  SELECT p.id, p.asked_at FROM pre_order p
  WHERE p.event_id = p_event_id AND (p_status IS NULL OR p.status = p_status)
    AND (NOT p_sold OR p.status = 'sold' OR p.sold_at IS NOT NULL)
    -- One comparison of rows, so that the index finds the place and a page doesn't read all before it. The pre-order
    -- before the page is found by its id alone; by its event, a planner without statistics might read all of that.
    AND (p.asked_at, p.id) > (
      CASE WHEN p_after IS NULL THEN '-infinity'
           ELSE (SELECT CASE WHEN c.event_id = p_event_id THEN c.asked_at END FROM pre_order c WHERE c.id = p_after) END,
      coalesce(p_after, '00000000-0000-0000-0000-000000000000'))
  ORDER BY p.asked_at, p.id LIMIT p_limit
$$;
