-- Answers a timer: has this deadline passed, and is the pre-order still only held? Then it is released, along
-- with up to p_along others that are overdue, so that one statement brings back a thousand holds that end
-- together. Others that are locked are skipped, so that two batches can't deadlock.
CREATE OR REPLACE FUNCTION release_overdue(p_ids uuid[], p_along int) RETURNS SETOF pre_order_now
LANGUAGE plpgsql AS $$
DECLARE
  own   uuid[];
  along uuid[];
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN
    PERFORM apply_bulk_changes(p_ids);
    -- The types of a cancelled event may be locked by now, and those of others could come before them.
    IF EXISTS (SELECT FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'cancelled') THEN p_along := 0; END IF;
  END IF;
  own := ARRAY(SELECT id FROM pre_order
               WHERE id = ANY (p_ids) AND status || '' = 'pre_order' AND expires_at <= now()
               ORDER BY id FOR UPDATE);
  along := ARRAY(SELECT id FROM pre_order
                 WHERE status = 'pre_order' AND expires_at <= now() AND id <> ALL (own)
                   AND event_id NOT IN (SELECT event_id FROM bulk_change WHERE ended_at IS NULL)
                 ORDER BY expires_at LIMIT p_along FOR UPDATE SKIP LOCKED);
  PERFORM invalidate_pre_orders(own || along, 'invalidated', NULL);
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
