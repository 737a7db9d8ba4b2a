-- Notifies all processes that these lines may be able to advance, in pieces (notify_changes).
CREATE OR REPLACE FUNCTION notify_lines(p_events text[]) RETURNS void LANGUAGE sql AS $$
  SELECT send_notification(json_build_object('lines', p_events[i + 1 : i + 100]))
  FROM generate_series(0, cardinality(p_events) - 1, 100) AS i
$$;
