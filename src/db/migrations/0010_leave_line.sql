-- The buyers don't want to wait any more. Whoever isn't in line is left as it is.
CREATE FUNCTION leave_line(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  FOR r IN
    SELECT e.id FROM event e WHERE e.id IN (SELECT event_id FROM pre_order WHERE id = ANY (p_ids) AND status = 'in_line')
    ORDER BY e.id FOR NO KEY UPDATE
  LOOP
    PERFORM FROM ticket_type WHERE event_id = r.id ORDER BY id FOR NO KEY UPDATE;
    PERFORM refuse(r.id, ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND event_id = r.id AND status = 'in_line'
                               ORDER BY id FOR NO KEY UPDATE), 'given_back');
    -- Somebody behind may not be blocked any more.
    PERFORM tell_line(ARRAY[r.id]);
  END LOOP;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- The buyers are there, and so are their places. Those who were passed over are looked at first now.
-- Rows that the line is at just now are skipped: it has the lock, and the next sign comes soon.
CREATE FUNCTION heard_of(p_buyers uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  UPDATE pre_order SET seen_at = now() WHERE id IN (
    SELECT p.id FROM event e JOIN pre_order p ON p.event_id = e.id AND p.status = 'in_line' AND p.buyer_id = ANY (p_buyers)
    WHERE e.presence_seconds > 0 AND e.waiting > 0 FOR NO KEY UPDATE OF p SKIP LOCKED);
END
$$;

-- In a transaction of its own, since it locks events: whoever is back and was passed over.
CREATE FUNCTION back_in_line(p_buyers uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  FOR r IN
    SELECT e.id, array_agg(DISTINCT p.id) AS ids
    FROM event e JOIN pre_order p ON p.event_id = e.id AND p.status = 'in_line' AND p.buyer_id = ANY (p_buyers)
    JOIN place w ON w.pre_order_id = p.id AND w.absent
    WHERE e.presence_seconds > 0 AND e.waiting > 0 GROUP BY e.id ORDER BY e.id
  LOOP
    PERFORM FROM event WHERE id = r.id FOR NO KEY UPDATE;
    PERFORM FROM ticket_type WHERE event_id = r.id ORDER BY id FOR NO KEY UPDATE;
    WITH back AS (
      UPDATE place SET absent = false WHERE pre_order_id = ANY (r.ids) AND absent RETURNING ticket_type
    )
    UPDATE ticket_type t SET waiting = t.waiting + b.n
    FROM (SELECT ticket_type, count(*)::int AS n FROM back GROUP BY ticket_type) b
    WHERE t.event_id = r.id AND t.id = b.ticket_type;
    PERFORM tell_line(ARRAY[r.id]);
  END LOOP;
END
$$;

-- The event doesn't ask for presence any more: whoever was passed over is looked at again. The caller holds the
-- locks of the event and its types.
CREATE FUNCTION nobody_absent(p_event text) RETURNS void LANGUAGE sql AS $$
  WITH back AS (
    UPDATE place SET absent = false
    WHERE event_id = p_event AND ticket_type IN (SELECT id FROM ticket_type WHERE event_id = p_event) AND absent
    RETURNING ticket_type
  )
  UPDATE ticket_type t SET waiting = t.waiting + b.n
  FROM (SELECT ticket_type, count(*)::int AS n FROM back GROUP BY ticket_type) b
  WHERE t.event_id = p_event AND t.id = b.ticket_type
$$;
