-- These buyers leave the line. Pre-orders that aren't in line are left alone.
CREATE OR REPLACE FUNCTION leave_line(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  FOR r IN
    SELECT e.id FROM event e
    WHERE e.id IN (SELECT event_id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'in_line')
    ORDER BY e.id FOR NO KEY UPDATE
  LOOP
    PERFORM FROM ticket_type WHERE event_id = r.id ORDER BY id FOR NO KEY UPDATE;
    PERFORM refuse_pre_orders(r.id, ARRAY(
      SELECT id FROM pre_order WHERE id = ANY (p_ids) AND event_id = r.id AND status || '' = 'in_line'
      ORDER BY id FOR NO KEY UPDATE), 'given_back');
    -- This may unblock a buyer behind.
    PERFORM notify_lines(ARRAY[r.id]);
  END LOOP;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
