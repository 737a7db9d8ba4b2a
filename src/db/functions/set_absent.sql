-- Marks the places of these pre-orders as absent, which the line passes over, or as present again. The caller
-- holds the locks of the event and its types.
CREATE OR REPLACE FUNCTION set_absent(p_event text, p_ids uuid[], p_absent boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  WITH changed AS (
    UPDATE place SET absent = p_absent WHERE pre_order_id = ANY (p_ids) AND absent <> p_absent
    RETURNING ticket_type
  )
  UPDATE ticket_type t SET waiting = t.waiting + CASE WHEN p_absent THEN -c.n ELSE c.n END
  FROM (SELECT ticket_type, count(*)::int AS n FROM changed GROUP BY ticket_type) c
  WHERE t.event_id = p_event AND t.id = c.ticket_type;
END
$$;
