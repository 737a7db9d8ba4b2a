-- Turns what was set aside at the call into tickets with a deadline, for a batch of pre-orders.
-- Run twice: the same tickets, the same deadline. What isn't `called` is left as it is.
CREATE FUNCTION hold_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  held uuid[];
  v_at timestamptz;
BEGIN
  held := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status = 'called' ORDER BY id FOR UPDATE);
  v_at := clock_timestamp();

  UPDATE pre_order SET
    status = 'pre_order', held_at = v_at, last_activity_at = v_at, lease_until = NULL,
    hold_ends_at = v_at + make_interval(secs => hold_seconds),
    expires_at = v_at + make_interval(secs => least(idle_seconds, hold_seconds))
  WHERE id = ANY (held);

  INSERT INTO ticket (pre_order_id, ticket_type, status)
  SELECT p.id, i.item->>'ticketType', 'pre_order'
  FROM pre_order p, jsonb_array_elements(p.items) AS i (item), generate_series(1, (i.item->>'quantity')::int)
  WHERE p.id = ANY (held);

  IF cardinality(held) > 0 THEN PERFORM tell('{}', held); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- The buyers are there: their deadlines move, never back and never past the end of the hold. Those
-- touched less than a second ago (or a tenth of a short idle time) are only read.
CREATE FUNCTION touch_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[];
BEGIN
  touched := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status = 'pre_order' AND expires_at > now()
                     AND last_activity_at <= now() - make_interval(secs => least(1.0, idle_seconds / 10.0))
                   ORDER BY id FOR UPDATE);
  UPDATE pre_order SET
    last_activity_at = now(),
    expires_at = greatest(expires_at, least(now() + make_interval(secs => idle_seconds), hold_ends_at))
  WHERE id = ANY (touched);
  IF cardinality(touched) > 0 THEN PERFORM tell('{}', touched); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
