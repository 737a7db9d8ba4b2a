-- Notifies all processes that these lines may be able to advance.
CREATE OR REPLACE FUNCTION notify_lines(p_events text[]) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('bilheteria', json_build_object('lines', p_events)::text) WHERE cardinality(p_events) > 0
$$;
