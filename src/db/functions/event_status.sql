CREATE OR REPLACE FUNCTION event_status(e event, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN e.state IN ('closed', 'cancelled') THEN e.state
    WHEN at >= e.closes_at THEN 'closed'
    WHEN e.state = 'paused' THEN 'paused'
    WHEN at < e.on_sale_at THEN 'scheduled'
    ELSE 'on_sale'
  END
$$;
