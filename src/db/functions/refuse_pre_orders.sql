-- Ends pre-orders that wait in line. The caller holds the locks of the event and its types.
CREATE OR REPLACE FUNCTION refuse_pre_orders(p_event text, p_ids uuid[], p_reason text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_ids) = 0 THEN RETURN; END IF;
  UPDATE pre_order p SET status = 'refused', reason = p_reason, closed_at = clock_timestamp(),
    place = coalesce(p.place, (SELECT w.number FROM place w WHERE w.pre_order_id = p.id LIMIT 1))
  WHERE p.id = ANY (p_ids);
  PERFORM remove_from_line(p_event, p_ids);
  PERFORM notify_changes(ARRAY[p_event], p_ids);
END
$$;
