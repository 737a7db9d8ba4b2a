-- As before, with the difference to the first who waits for the same type beyond a hundred: those that are counted say it
-- already, while now_serving asked of every type of the event, once for each place that was read.
CREATE OR REPLACE FUNCTION ahead_of(p_id uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT max(CASE WHEN before.n <= 100 THEN before.n ELSE w.number - before.first END)
  FROM place w, LATERAL (
    SELECT count(*) AS n, min(counted.number) AS first FROM (
      SELECT b.number FROM place b WHERE b.event_id = w.event_id AND b.ticket_type = w.ticket_type AND NOT b.absent
        AND b.number < w.number ORDER BY b.number LIMIT 101) counted) before
  WHERE w.pre_order_id = p_id
$$;
