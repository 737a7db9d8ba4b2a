-- Turns the stock that was set aside at the call into tickets with a deadline, for a batch of pre-orders.
-- Run twice, it returns the same tickets and the same deadline. Pre-orders that aren't called are left alone.
--
-- Here and in the other functions that get ids: a planner without statistics would read the partial index of
-- a status, which is everybody who holds or waits, to find one row. It can't for `status || ''`.
CREATE OR REPLACE FUNCTION hold_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  held uuid[];
  v_at timestamptz;
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(p_ids); END IF;
  held := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'called'
                ORDER BY id FOR UPDATE);
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

  IF cardinality(held) > 0 THEN PERFORM notify_changes('{}', held); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
