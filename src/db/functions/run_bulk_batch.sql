-- Makes the next batch of an event's oldest open bulk change: at most p_limit pre-orders. Any process may run it
-- at any time; they take turns, and after a crash the next batch goes on where the last one ended.
-- `open`: the pre-orders that were open and are cancelled, whose workflows must be signalled. `more`: the event has
-- an open bulk change.
CREATE OR REPLACE FUNCTION run_bulk_batch(p_event text, p_limit int,
                                          OUT done int, OUT open uuid[], OUT more boolean)
LANGUAGE plpgsql AS $$
DECLARE
  c     bulk_change;
  ids   uuid[];
  n     int;
  until timestamptz;
  last  uuid;
BEGIN
  done := 0; open := '{}'; more := false;
  SELECT * INTO c FROM bulk_change WHERE event_id = p_event AND ended_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;

  IF c.what = 'cancel' THEN
    -- Nobody is added: requests are refused, and the line calls nobody any more.
    SELECT count(*), min(p.asked_at), (array_agg(p.id))[count(*)::int],
      array_agg(p.id) FILTER (WHERE p.status IN ('called', 'pre_order', 'paying', 'checking_out', 'sold'))
    INTO n, until, last, ids
    FROM (SELECT id, asked_at, status FROM pre_order
          WHERE event_id = p_event AND (asked_at, id) < (c.reached_at, c.reached_id)
          ORDER BY asked_at DESC, id DESC LIMIT p_limit) p;
    ids := ARRAY(SELECT id FROM pre_order WHERE id = ANY (ids)
                   AND status || '' IN ('called', 'pre_order', 'paying', 'checking_out', 'sold') ORDER BY id FOR UPDATE);
    open := ARRAY(SELECT cancel_with_event(ids));
    done := cardinality(ids);
  ELSE
    -- Deadlines only become later, so none is before what was reached.
    SELECT count(*), max(p.expires_at), array_agg(p.id) INTO n, until, ids
    FROM (
      SELECT id, expires_at FROM (
        (SELECT id, expires_at FROM pre_order
         WHERE status = 'pre_order' AND event_id = p_event AND expires_at >= c.reached_at
           AND expires_at > c.at AND held_at <= c.at AND coalesce(extended_by, 0) < c.id
         ORDER BY expires_at LIMIT p_limit)
        UNION ALL
        (SELECT id, expires_at FROM pre_order
         WHERE status = 'paying' AND event_id = p_event AND expires_at >= c.reached_at
           AND expires_at > c.at AND held_at <= c.at AND coalesce(extended_by, 0) < c.id
         ORDER BY expires_at LIMIT p_limit)) held
      ORDER BY expires_at LIMIT p_limit) p;
    PERFORM FROM pre_order WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
    done := extend_pre_orders(c, ids);
    last := c.reached_id;
  END IF;

  UPDATE bulk_change b SET reached_at = coalesce(until, b.reached_at), reached_id = coalesce(last, b.reached_id),
    done = b.done + run_bulk_batch.done, batch_at = clock_timestamp(),
    ended_at = CASE WHEN n < p_limit THEN clock_timestamp() END
  WHERE b.id = c.id;
  more := n = p_limit OR EXISTS (SELECT FROM bulk_change WHERE event_id = p_event AND ended_at IS NULL);
END
$$;
