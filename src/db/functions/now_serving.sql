-- The highest place such that nobody waits at it or before it; buyers compare it with their own.
CREATE OR REPLACE FUNCTION now_serving(p_event text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT min(first.number) - 1 FROM ticket_type t, LATERAL (
       SELECT w.number FROM place w WHERE w.event_id = t.event_id AND w.ticket_type = t.id AND NOT w.absent
       ORDER BY w.number LIMIT 1) first
     WHERE t.event_id = p_event),
    (SELECT last_place FROM event WHERE id = p_event))
$$;
