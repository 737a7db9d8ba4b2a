-- Moves the deadlines of buyers who are active, never back and never past the end of the hold. Pre-orders
-- touched less than a second ago (or a tenth of a short idle time) are only read.
CREATE OR REPLACE FUNCTION touch_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[];
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(p_ids); END IF;
  touched := ARRAY(SELECT id FROM pre_order
                   WHERE id = ANY (p_ids) AND status || '' = 'pre_order' AND expires_at > now()
                     AND last_activity_at <= now() - make_interval(secs => least(1.0, idle_seconds / 10.0))
                   ORDER BY id FOR UPDATE);
  UPDATE pre_order SET
    last_activity_at = now(),
    expires_at = greatest(expires_at, least(now() + make_interval(secs => idle_seconds), hold_ends_at))
  WHERE id = ANY (touched);
  IF cardinality(touched) > 0 THEN PERFORM notify_changes('{}', touched); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
