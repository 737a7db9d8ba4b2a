-- Ends the absence of buyers who are present again; the line considers them first. It locks events, so it
-- runs in a transaction of its own.
CREATE OR REPLACE FUNCTION return_to_line(p_buyers uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  FOR r IN
    SELECT e.id, array_agg(DISTINCT p.id) AS ids
    FROM event e
    JOIN pre_order p ON p.event_id = e.id AND p.status = 'in_line' AND p.buyer_id = ANY (p_buyers)
    JOIN place w ON w.pre_order_id = p.id AND w.absent
    WHERE e.presence_seconds > 0 AND e.waiting > 0 GROUP BY e.id ORDER BY e.id
  LOOP
    PERFORM FROM event WHERE id = r.id FOR NO KEY UPDATE;
    PERFORM FROM ticket_type WHERE event_id = r.id ORDER BY id FOR NO KEY UPDATE;
    PERFORM set_absent(r.id, r.ids, false);
    PERFORM notify_lines(ARRAY[r.id]);
  END LOOP;
END
$$;
