-- Advances a line as far as stock and the sale allow, at most p_limit places at a time. Buyers are called
-- strictly by place for each type; buyers who can't get anything any more are refused. A buyer who needs
-- several types keeps the place in each of them. A buyer who has been silent for longer than the event allows
-- is passed over, keeps the place, and blocks nobody.
-- `more`: there may be more to do at once.
CREATE OR REPLACE FUNCTION advance_line(p_event text, p_limit int,
                                        OUT called int, OUT refused int, OUT more boolean)
LANGUAGE plpgsql AS $$
DECLARE
  e          event;
  v_at       timestamptz;
  v_status   text;
  t_ids      text[];
  t_free     int[];
  t_held     int[];
  t_taken    int[];
  t_blocked  boolean[];
  r          record;
  k          int;
  fits       boolean;
  never      boolean;
  c_ids      uuid[] := '{}';
  c_places   bigint[] := '{}';
  short_ids  uuid[] := '{}';
  over_ids   uuid[];
  away_ids   uuid[] := '{}';
BEGIN
  called := 0; refused := 0; more := false;
  SELECT * INTO e FROM event WHERE id = p_event AND waiting > 0 FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  v_at := clock_timestamp();
  v_status := event_status(e, v_at);

  IF v_status IN ('closed', 'cancelled') THEN
    PERFORM FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE;
    -- In the order of the index, so that refusing a million in pieces doesn't sort them for each piece.
    over_ids := ARRAY(SELECT id FROM pre_order WHERE event_id = p_event AND status = 'in_line'
                      ORDER BY buyer_id LIMIT p_limit FOR NO KEY UPDATE);
    PERFORM refuse_pre_orders(p_event, over_ids, 'event_' || v_status);
    refused := cardinality(over_ids);
    more := refused = p_limit;
    RETURN;
  END IF;
  IF v_status <> 'on_sale' OR e.draw AND e.drawn_at IS NULL THEN RETURN; END IF;

  SELECT array_agg(t.id), array_agg(t.available), array_agg(t.held), array_agg(0), array_agg(false)
  INTO t_ids, t_free, t_held, t_taken, t_blocked
  FROM (SELECT * FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE) t;

  -- Sold out: all who wait for such a type are refused, present or not.
  over_ids := ARRAY(
    SELECT DISTINCT first.pre_order_id FROM unnest(t_ids, t_free, t_held) AS t (id, free, held), LATERAL (
      SELECT w.pre_order_id FROM place w WHERE w.event_id = p_event AND w.ticket_type = t.id
      ORDER BY w.absent, w.number LIMIT p_limit) first
    WHERE t.free = 0 AND t.held = 0);
  IF cardinality(over_ids) > 0 THEN
    PERFORM refuse_pre_orders(p_event, over_ids, 'sold_out');
    refused := cardinality(over_ids);
    more := true;
    RETURN;
  END IF;

  -- No more buyers can be called for a type than it has tickets. One more is read, who blocks those behind.
  FOR r IN
    SELECT w.pre_order_id AS id, min(w.number) AS number,
      array_agg(w.k) AS ks, array_agg(w.quantity) AS quantities,
      count(*) = max(jsonb_array_length(p.items)) AS complete,
      e.presence_seconds > 0 AND v_at > min(p.seen_at) + make_interval(secs => e.presence_seconds) AS away
    FROM (
      SELECT t.k, first.* FROM unnest(t_ids, t_free) WITH ORDINALITY AS t (id, free, k), LATERAL (
        SELECT w.pre_order_id, w.number, w.quantity FROM place w
        WHERE w.event_id = p_event AND w.ticket_type = t.id AND NOT w.absent
        ORDER BY w.number LIMIT least(p_limit, t.free + 1)) first
    -- OFFSET 0 makes this a lookup for each place. The planner can't know how few there are, and would read
    -- all pre-orders.
    ) w CROSS JOIN LATERAL (SELECT o.items, o.seen_at FROM pre_order o WHERE o.id = w.pre_order_id OFFSET 0) p
    GROUP BY w.pre_order_id ORDER BY min(w.number)
  LOOP
    IF r.away THEN
      away_ids := away_ids || r.id;
      CONTINUE;
    END IF;
    fits := r.complete;
    never := false;
    FOR i IN 1 .. cardinality(r.ks) LOOP
      k := r.ks[i];
      IF t_blocked[k] OR t_free[k] < r.quantities[i] THEN
        fits := false;
        never := never OR NOT t_blocked[k] AND t_held[k] = 0;
      END IF;
    END LOOP;
    IF never THEN
      short_ids := short_ids || r.id;
    ELSE
      FOR i IN 1 .. cardinality(r.ks) LOOP
        k := r.ks[i];
        IF fits THEN
          t_free[k] := t_free[k] - r.quantities[i];
          t_held[k] := t_held[k] + r.quantities[i];
          t_taken[k] := t_taken[k] + r.quantities[i];
        ELSE
          t_blocked[k] := true;
        END IF;
      END LOOP;
      IF fits THEN
        c_ids := c_ids || r.id;
        c_places := c_places || r.number;
      END IF;
    END IF;
  END LOOP;

  IF cardinality(away_ids) > 0 THEN PERFORM set_absent(p_event, away_ids, true); END IF;
  PERFORM refuse_pre_orders(p_event, short_ids, 'not_enough_left');
  IF cardinality(c_ids) > 0 THEN
    -- Due at once: any process with capacity starts their workflows, in order of place.
    UPDATE pre_order p SET status = 'called', called_at = v_at, lease_until = v_at, place = c.number
    FROM unnest(c_ids, c_places) AS c (id, number) WHERE p.id = c.id;
    PERFORM remove_from_line(p_event, c_ids);
    PERFORM take_stock(p_event, t_ids, t_taken);
    UPDATE event SET served = served + cardinality(c_ids) WHERE id = p_event;
    PERFORM notify_changes(ARRAY[p_event], c_ids);
  END IF;
  called := cardinality(c_ids);
  refused := cardinality(short_ids);
  more := called + refused + cardinality(away_ids) > 0;
END
$$;
