-- Takes those who waited out of their line: the places go, the counts follow. The callers hold the locks of
-- the event and its types, under which every change of a line happens.
CREATE FUNCTION take_from_line(p_event text, p_ids uuid[]) RETURNS void LANGUAGE sql AS $$
  WITH gone AS (
    DELETE FROM place WHERE pre_order_id = ANY (p_ids) RETURNING ticket_type, absent
  ), left_line AS (
    UPDATE event SET waiting = waiting - cardinality(p_ids) WHERE id = p_event
  )
  UPDATE ticket_type t SET waiting = t.waiting - g.n
  FROM (SELECT ticket_type, count(*)::int AS n FROM gone WHERE NOT absent GROUP BY ticket_type) g
  WHERE t.event_id = p_event AND t.id = g.ticket_type
$$;

-- Ends those who waited, for one reason.
CREATE FUNCTION refuse(p_event text, p_ids uuid[], p_reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_ids) = 0 THEN RETURN; END IF;
  UPDATE pre_order p SET status = 'refused', reason = p_reason, closed_at = clock_timestamp(),
    place = coalesce(p.place, (SELECT w.number FROM place w WHERE w.pre_order_id = p.id LIMIT 1))
  WHERE p.id = ANY (p_ids);
  PERFORM take_from_line(p_event, p_ids);
  PERFORM tell(ARRAY[p_event], p_ids);
END
$$;

-- Moves a line as far as stock and the sale allow, at most p_limit places at a time: those that come up are
-- called, strictly by place for each type; those who can't get anything any more are refused. Somebody who
-- needs several types keeps the place before others in each of them. Whoever hasn't been heard of for as
-- long as the event allows is passed over, keeps the number, and blocks nobody.
-- Answers whether there may be more to do.
CREATE FUNCTION move_line(p_event text, p_limit int, OUT called int, OUT refused int, OUT more boolean)
LANGUAGE plpgsql AS $$
DECLARE
  e          event;
  v_at       timestamptz;
  v_status   text;
  t_ids      text[];
  t_free     int[];
  t_held     int[];
  t_blocked  boolean[];
  r          record;
  k          int;
  i          int;
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
    -- In the order of the index, so that a million who are told in pieces aren't sorted for each piece.
    over_ids := ARRAY(SELECT id FROM pre_order WHERE event_id = p_event AND status = 'in_line'
                      ORDER BY buyer_id LIMIT p_limit FOR NO KEY UPDATE);
    PERFORM refuse(p_event, over_ids, 'event_' || v_status);
    refused := cardinality(over_ids);
    more := refused = p_limit;
    RETURN;
  END IF;
  IF v_status <> 'on_sale' OR e.draw AND e.drawn_at IS NULL THEN RETURN; END IF;

  SELECT array_agg(t.id), array_agg(t.available), array_agg(t.held), array_fill(false, ARRAY[count(*)::int])
  INTO t_ids, t_free, t_held, t_blocked
  FROM (SELECT * FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE) t;

  -- All sold: everybody who waits for such a type is told, present or not.
  over_ids := ARRAY(
    SELECT DISTINCT first.pre_order_id FROM unnest(t_ids, t_free, t_held) AS t (id, free, held), LATERAL (
      SELECT w.pre_order_id FROM place w WHERE w.event_id = p_event AND w.ticket_type = t.id
      ORDER BY w.absent, w.number LIMIT p_limit) first
    WHERE t.free = 0 AND t.held = 0);
  IF cardinality(over_ids) > 0 THEN
    PERFORM refuse(p_event, over_ids, 'sold_out');
    refused := cardinality(over_ids);
    more := true;
    RETURN;
  END IF;

  -- Of each type no more can come up than there are tickets, and one more, who then blocks those behind.
  FOR r IN
    SELECT w.pre_order_id AS id, min(w.number) AS number, array_agg(w.k) AS ks, array_agg(w.quantity) AS quantities,
      count(*) = max(jsonb_array_length(p.items)) AS complete,
      e.presence_seconds > 0 AND v_at > min(p.seen_at) + make_interval(secs => e.presence_seconds) AS away
    FROM (
      SELECT t.k, first.* FROM unnest(t_ids, t_free) WITH ORDINALITY AS t (id, free, k), LATERAL (
        SELECT w.pre_order_id, w.number, w.quantity FROM place w
        WHERE w.event_id = p_event AND w.ticket_type = t.id AND NOT w.absent
        ORDER BY w.number LIMIT least(p_limit, t.free + 1)) first
    -- Looked up one by one: how few there are the planner can't know, and would read all pre-orders instead.
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

  IF cardinality(away_ids) > 0 THEN
    WITH gone AS (
      UPDATE place SET absent = true WHERE pre_order_id = ANY (away_ids) AND NOT absent RETURNING ticket_type
    )
    UPDATE ticket_type t SET waiting = t.waiting - g.n
    FROM (SELECT ticket_type, count(*)::int AS n FROM gone GROUP BY ticket_type) g
    WHERE t.event_id = p_event AND t.id = g.ticket_type;
  END IF;
  PERFORM refuse(p_event, short_ids, 'not_enough_left');
  IF cardinality(c_ids) > 0 THEN
    -- Due at once: whoever has capacity starts their workflows, in order of place.
    UPDATE pre_order p SET status = 'called', called_at = v_at, lease_until = v_at, place = c.number
    FROM unnest(c_ids, c_places) AS c (id, number) WHERE p.id = c.id;
    PERFORM take_from_line(p_event, c_ids);
    UPDATE ticket_type t SET available = u.free, held = u.held
    FROM unnest(t_ids, t_free, t_held) AS u (id, free, held)
    WHERE t.event_id = p_event AND t.id = u.id AND t.available <> u.free;
    UPDATE event SET served = served + cardinality(c_ids) WHERE id = p_event;
    PERFORM tell(ARRAY[p_event], c_ids);
  END IF;
  called := cardinality(c_ids);
  refused := cardinality(short_ids);
  more := called + refused + cardinality(away_ids) > 0;
END
$$;

-- Lines that may have something to do although nobody said so: news can get lost, a sale opens or ends, a
-- buyer goes away.
CREATE FUNCTION lines_to_move() RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT e.id FROM event e WHERE e.waiting > 0 AND (
    event_status(e, now()) IN ('closed', 'cancelled')
    OR event_status(e, now()) = 'on_sale' AND (NOT e.draw OR e.drawn_at IS NOT NULL)
       AND EXISTS (SELECT FROM ticket_type t WHERE t.event_id = e.id
                     AND (t.waiting > 0 AND t.available > 0
                          OR t.available = 0 AND t.held = 0
                             AND EXISTS (SELECT FROM place w WHERE w.event_id = e.id AND w.ticket_type = t.id))))
$$;
