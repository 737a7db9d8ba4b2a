-- A place for everybody who asks for one event at about the same time, in their order, and the call at
-- once for those that stock allows and nobody waits before. Whoever is called has stock set aside (it
-- counts as held) and can't lose it to anybody.
--
-- The event's row is locked, so joining, calling and leaving one line come one after the other, in any
-- number of processes; that also makes the limit a buyer hold against parallel requests.
-- Requests are given as columns: p_ids, p_buyers, p_keys, and p_direct for one that won't wait (a workflow
-- started without a call); each buyer at most once. Their items are rows (of which request, type, quantity).
-- The first p_leases of the called are leased to the caller, who starts their workflows; the others are due
-- at once for whoever has capacity (claim_due).
CREATE FUNCTION join_line(p_event text, p_ids uuid[], p_buyers uuid[], p_keys text[], p_direct boolean[],
                          p_item_of int[], p_item_type text[], p_item_quantity int[],
                          p_leases int, p_lease_seconds int)
RETURNS TABLE (ord int, outcome text, pre_order_id uuid, place bigint, ahead int, items jsonb,
               total_cents bigint, currency text, at timestamptz, detail jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  e          event;
  v_status   text;
  v_at       timestamptz;
  v_entries  boolean;
  v_calls    boolean;
  v_place    bigint;
  v_waiting  int := 0;
  v_called   int := 0;
  t_ids      text[];
  t_free     int[];
  t_held     int[];
  t_capacity int[];
  t_waiting  int[];
  t_price    bigint[];
  v_currency text;
  r          record;
  i          int;
  k          int;
  fits       boolean;
  never      boolean;
  n          int := cardinality(p_ids);
  o_outcome  text[] := array_fill(NULL::text, ARRAY[n]);
  o_known    uuid[] := p_ids;
  o_status   text[] := array_fill(NULL::text, ARRAY[n]);
  o_place    bigint[] := array_fill(NULL::bigint, ARRAY[n]);
  o_ahead    int[] := array_fill(NULL::int, ARRAY[n]);
  o_items    jsonb[] := array_fill(NULL::jsonb, ARRAY[n]);
  o_quantity int[] := array_fill(NULL::int, ARRAY[n]);
  o_total    bigint[] := array_fill(NULL::bigint, ARRAY[n]);
  o_detail   jsonb[] := array_fill(NULL::jsonb, ARRAY[n]);
BEGIN
  SELECT * INTO e FROM event WHERE id = p_event FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT q.n, 'event_not_found', NULL::uuid, NULL::bigint, NULL::int, NULL::jsonb, NULL::bigint,
                        NULL::text, NULL::timestamptz, NULL::jsonb FROM generate_series(1, n) AS q (n);
    RETURN;
  END IF;
  v_at := clock_timestamp();
  v_status := event_status(e, v_at);
  v_entries := e.draw AND v_at < e.on_sale_at AND e.state IN ('active', 'paused') AND v_at < e.closes_at;
  v_calls := v_status = 'on_sale' AND (NOT e.draw OR e.drawn_at IS NOT NULL);
  -- The first who comes after the opening may be faster than the draw: the numbers before are the entries'.
  IF v_status = 'on_sale' AND e.draw AND e.draw_began_at IS NULL THEN
    PERFORM begin_draw(p_event);
    SELECT * INTO e FROM event WHERE id = p_event;
  END IF;
  v_place := e.last_place;

  SELECT array_agg(t.id), array_agg(t.available), array_agg(t.held), array_agg(t.capacity),
         array_agg(t.waiting), array_agg(t.price_cents), min(t.currency)
  INTO t_ids, t_free, t_held, t_capacity, t_waiting, t_price, v_currency
  FROM (SELECT * FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE) t;

  FOR r IN
    WITH item AS (
      SELECT u.of, array_position(t_ids, u.type) AS k, u.type, u.quantity, u.n
      FROM unnest(p_item_of, p_item_type, p_item_quantity) WITH ORDINALITY AS u (of, type, quantity, n)
    ), asked AS (
      SELECT one.of, array_agg(one.k ORDER BY one.n) AS ks, array_agg(one.quantity ORDER BY one.n) AS quantities,
        min(one.type) FILTER (WHERE one.k IS NULL) AS unknown, sum(one.quantity)::int AS quantity,
        min(one.quantity) AS least, sum(one.quantity * t_price[one.k])::bigint AS total,
        jsonb_agg(jsonb_build_object('ticketType', one.type, 'quantity', one.quantity,
                                     'unitPriceCents', t_price[one.k]) ORDER BY one.n) AS items
      FROM item one GROUP BY one.of
    )
    SELECT q.n::int AS ord, q.direct, a.*, own.has, own.waits,
      coalesce(own.known, (SELECT p.id FROM pre_order p WHERE p.id = q.id)) AS known
    FROM unnest(p_ids, p_buyers, p_keys, p_direct) WITH ORDINALITY AS q (id, buyer, key, direct, n)
    JOIN asked a ON a.of = q.n
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(p.quantity) FILTER (
               WHERE p.status IN ('in_line', 'called', 'pre_order', 'checking_out', 'sold')), 0) AS has,
        (array_agg(p.id) FILTER (WHERE p.status = 'in_line'))[1] AS waits,
        (array_agg(p.id) FILTER (WHERE p.idempotency_key = q.key))[1] AS known
      FROM pre_order p WHERE p.event_id = p_event AND p.buyer_id = q.buyer) own
    ORDER BY q.n
  LOOP
    IF r.known IS NOT NULL THEN
      o_outcome[r.ord] := 'known';
      o_known[r.ord] := r.known;
    ELSIF r.unknown IS NOT NULL THEN
      o_outcome[r.ord] := 'unknown_ticket_type';
      o_detail[r.ord] := jsonb_build_object('ticketType', r.unknown);
    ELSIF r.least < 1 THEN
      RAISE EXCEPTION 'quantity % is below 1', r.least USING ERRCODE = 'check_violation';
    ELSIF v_status <> 'on_sale' AND (r.direct OR NOT v_entries) THEN
      o_outcome[r.ord] := 'not_on_sale';
      o_detail[r.ord] := jsonb_build_object('status', v_status, 'onSaleAt', e.on_sale_at);
    ELSIF r.waits IS NOT NULL THEN
      o_outcome[r.ord] := 'already_in_line';
      o_detail[r.ord] := jsonb_build_object('preOrderId', r.waits);
    ELSIF r.has + r.quantity > e.max_per_buyer THEN
      o_outcome[r.ord] := 'limit_reached';
      o_detail[r.ord] := jsonb_build_object('maxPerBuyer', e.max_per_buyer);
    ELSE
      fits := v_calls;
      never := false;
      o_ahead[r.ord] := 0;
      FOR i IN 1 .. cardinality(r.ks) LOOP
        k := r.ks[i];
        IF t_waiting[k] > 0 OR t_free[k] < r.quantities[i] THEN
          fits := false;
          -- All sold, or more than there ever was, or what is left doesn't suffice and nothing can come back.
          IF r.quantities[i] > t_capacity[k] OR t_held[k] = 0 AND t_free[k] < r.quantities[i] AND t_waiting[k] = 0
             OR t_held[k] = 0 AND t_free[k] = 0 THEN
            never := true;
            o_detail[r.ord] := jsonb_build_object('held',
              CASE WHEN r.quantities[i] > t_capacity[k] THEN 0 ELSE t_held[k] END);
          END IF;
        END IF;
        o_ahead[r.ord] := greatest(o_ahead[r.ord], t_waiting[k]);
      END LOOP;

      IF never OR r.direct AND NOT fits THEN
        o_outcome[r.ord] := 'sold_out';
        o_detail[r.ord] := coalesce(o_detail[r.ord], jsonb_build_object('held', t_held[r.ks[1]]));
        CONTINUE;
      END IF;
      o_items[r.ord] := r.items;
      o_quantity[r.ord] := r.quantity;
      o_total[r.ord] := r.total;
      -- Entries of a draw get their numbers when it is drawn.
      IF NOT v_entries OR e.draw_began_at IS NOT NULL THEN
        v_place := v_place + 1;
        o_place[r.ord] := v_place;
      END IF;
      IF fits THEN
        o_outcome[r.ord] := 'called';
        o_status[r.ord] := 'called';
        v_called := v_called + 1;
        FOR i IN 1 .. cardinality(r.ks) LOOP
          k := r.ks[i];
          t_free[k] := t_free[k] - r.quantities[i];
          t_held[k] := t_held[k] + r.quantities[i];
        END LOOP;
      ELSE
        o_outcome[r.ord] := 'in_line';
        o_status[r.ord] := 'in_line';
        v_waiting := v_waiting + 1;
        IF o_place[r.ord] IS NOT NULL THEN
          FOREACH k IN ARRAY r.ks LOOP t_waiting[k] := t_waiting[k] + 1; END LOOP;
        END IF;
      END IF;
    END IF;
  END LOOP;

  IF v_called + v_waiting > 0 THEN
    INSERT INTO pre_order (id, event_id, buyer_id, idempotency_key, status, items, quantity, total_cents, currency,
                           hold_seconds, idle_seconds, asked_at, called_at, place, seen_at, lease_until)
    SELECT j.id, p_event, j.buyer, j.key, j.status, j.items, j.quantity, j.total, v_currency, e.hold_seconds,
      e.idle_seconds, v_at, CASE WHEN j.status = 'called' THEN v_at END, j.place,
      CASE WHEN e.presence_seconds > 0 THEN v_at END,
      CASE WHEN j.status = 'called' THEN v_at + make_interval(secs =>
        CASE WHEN count(*) FILTER (WHERE j.status = 'called') OVER (ORDER BY j.n) <= p_leases
             THEN p_lease_seconds ELSE 0 END) END
    FROM unnest(p_ids, p_buyers, p_keys, o_status, o_items, o_quantity, o_total, o_place)
      WITH ORDINALITY AS j (id, buyer, key, status, items, quantity, total, place, n)
    WHERE j.status IS NOT NULL;

    IF v_waiting > 0 THEN
      INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity)
      SELECT p_event, u.type, o_place[u.of], p_ids[u.of], u.quantity
      FROM unnest(p_item_of, p_item_type, p_item_quantity) AS u (of, type, quantity)
      WHERE o_status[u.of] = 'in_line' AND o_place[u.of] IS NOT NULL;
    END IF;

    UPDATE ticket_type t SET available = u.free, held = u.held, waiting = u.waiting
    FROM unnest(t_ids, t_free, t_held, t_waiting) AS u (id, free, held, waiting)
    WHERE t.event_id = p_event AND t.id = u.id AND (t.available, t.waiting) IS DISTINCT FROM (u.free, u.waiting);
    UPDATE event SET last_place = v_place, waiting = event.waiting + v_waiting WHERE id = p_event;
    PERFORM tell(ARRAY[p_event], '{}');
    -- Stock may be there although one has to wait: the line looks again, with everybody in it.
    IF v_waiting > 0 AND v_calls AND EXISTS (SELECT FROM unnest(t_free, t_waiting) AS u (free, waiting)
                                             WHERE u.free > 0 AND u.waiting > 0) THEN
      PERFORM tell_line(ARRAY[p_event]);
    END IF;
  END IF;

  RETURN QUERY
  SELECT j.n::int, j.outcome, j.known, j.place, j.ahead, j.items, j.total, v_currency, v_at, j.detail
  FROM unnest(o_outcome, o_known, o_place, o_ahead, o_items, o_total, o_detail)
    WITH ORDINALITY AS j (outcome, known, place, ahead, items, total, detail, n);
END
$$;

DROP FUNCTION call_pre_orders(text, jsonb, int, int);
DROP FUNCTION claim_due(int, int);

-- The next whose workflow is owed a step, in order of their calls and places, leased to the caller. Safe for
-- any number of processes: nobody waits, nobody gets the same one.
CREATE FUNCTION claim_due(p_limit int, p_lease_seconds int)
RETURNS TABLE (id uuid, event_id text, buyer_id uuid, items jsonb, status text)
LANGUAGE sql AS $$
  WITH due AS (
    SELECT d.id, d.called_at, d.place FROM pre_order d
    WHERE d.status IN ('called', 'checking_out') AND d.lease_until <= now()
    ORDER BY d.called_at, d.place LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE pre_order p SET lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    FROM due WHERE p.id = due.id
    RETURNING p.id, p.event_id, p.buyer_id, p.items, p.status, p.called_at, p.place
  )
  SELECT c.id, c.event_id, c.buyer_id, c.items, c.status FROM claimed c ORDER BY c.called_at, c.place
$$;
