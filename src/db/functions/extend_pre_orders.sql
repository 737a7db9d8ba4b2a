-- Extends the holds among these pre-orders that were open when the operator extended them, each once. The caller
-- holds the rows' locks. Returns how many were extended.
CREATE OR REPLACE FUNCTION extend_pre_orders(c bulk_change, p_ids uuid[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  extended uuid[];
BEGIN
  WITH changed AS (
    UPDATE pre_order SET expires_at = expires_at + make_interval(secs => c.seconds),
      hold_ends_at = hold_ends_at + make_interval(secs => c.seconds),
      pay_ends_at = pay_ends_at + make_interval(secs => c.seconds), extended_by = c.id
    WHERE id = ANY (p_ids) AND status || '' IN ('pre_order', 'paying') AND event_id = c.event_id
      AND held_at <= c.at AND expires_at > c.at AND coalesce(extended_by, 0) < c.id
    RETURNING id
  )
  SELECT array_agg(id) INTO extended FROM changed;
  IF extended IS NULL THEN RETURN 0; END IF;
  UPDATE operator_action SET detail = detail || jsonb_build_object(
    'holds', coalesce((detail->>'holds')::int, 0) + cardinality(extended))
  WHERE id = c.action_id;
  PERFORM notify_changes('{}', extended);
  RETURN cardinality(extended);
END
$$;
