-- Gives a place to each request for one event, in order. A request is called at once if there is stock for it
-- and nobody waits before it: its tickets are set aside (they count as held) and can't be lost to anybody.
--
-- The event's row is locked, so that joining, calling and leaving one line happen one after the other, in any
-- number of processes. That also enforces the limit a buyer against parallel requests.
--
-- Requests are columns: p_ids, p_buyers, p_keys; each buyer at most once. Their items are rows: the number of
-- the request, the type, the quantity. p_direct: the workflows run already, so these requests are called or
-- refused, but never wait.
-- The first p_leases of the called (all of them if p_direct) are leased to the caller, who starts their
-- workflows. The others are due at once for any process (claim_due).
CREATE OR REPLACE FUNCTION join_line(
  p_event text, p_ids uuid[], p_buyers uuid[], p_keys text[], p_direct boolean,
  p_item_of int[], p_item_type text[], p_item_quantity int[], p_leases int, p_lease_seconds int)
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
  v_currency text;
  t_ids      text[];
  t_free     int[];
  t_held     int[];
  t_taken    int[];
  t_capacity int[];
  t_waiting  int[];
  t_price    bigint[];
  r          record;
  k          int;
  fits       boolean;
  never      boolean;
  v_merging  uuid[];
  n          int := cardinality(p_ids);
  o_outcome  text[] := array_fill(NULL::text, ARRAY[n]);
  o_known    uuid[] := p_ids;
  o_place    bigint[] := array_fill(NULL::bigint, ARRAY[n]);
  o_ahead    int[] := array_fill(NULL::int, ARRAY[n]);
  o_items    jsonb[] := array_fill(NULL::jsonb, ARRAY[n]);
  o_quantity int[] := array_fill(NULL::int, ARRAY[n]);
  o_total    bigint[] := array_fill(NULL::bigint, ARRAY[n]);
  o_detail   jsonb[] := array_fill(NULL::jsonb, ARRAY[n]);
BEGIN
  SELECT * INTO e FROM event WHERE id = p_event FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    outcome := 'event_not_found';
    FOR i IN 1 .. n LOOP ord := i; RETURN NEXT; END LOOP;
    RETURN;
  END IF;
  -- Who is being merged with a known buyer is answered `merging` and asks again once that has ended; it may also have
  -- failed (merge_buyers). The lock lasts until this transaction ends, and the statements that follow see what was
  -- merged before it was taken.
  SELECT array_agg(b) INTO v_merging FROM unnest(p_buyers) AS b
  WHERE NOT pg_try_advisory_xact_lock_shared(uuid_hash_extended(b, 0));
  v_at := clock_timestamp();
  v_status := event_status(e, v_at);
  -- The first request after the opening may come before the sale's workflow has begun the draw. Entries end
  -- here then, or this request would get a place that the draw gives too.
  IF e.draw AND e.draw_began_at IS NULL AND v_status = 'on_sale' AND begin_draw(p_event) THEN
    SELECT * INTO e FROM event WHERE id = p_event;
  END IF;
  v_entries := e.draw AND v_at < e.on_sale_at AND e.state IN ('active', 'paused') AND v_at < e.closes_at;
  v_calls := v_status = 'on_sale' AND (NOT e.draw OR e.drawn_at IS NOT NULL);
  v_place := e.last_place;

  SELECT array_agg(t.id), array_agg(t.available), array_agg(t.held), array_agg(0), array_agg(t.capacity),
         array_agg(t.waiting), array_agg(t.price_cents), min(t.currency)
  INTO t_ids, t_free, t_held, t_taken, t_capacity, t_waiting, t_price, v_currency
  FROM (SELECT * FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE) t;

  FOR r IN
    WITH asked AS (
      SELECT u.of, array_agg(t.k ORDER BY u.n) AS ks, array_agg(u.quantity ORDER BY u.n) AS quantities,
        min(u.type) FILTER (WHERE t.k IS NULL) AS unknown, sum(u.quantity)::int AS quantity,
        min(u.quantity) AS least, sum(u.quantity * t_price[t.k])::bigint AS total,
        jsonb_agg(jsonb_build_object('ticketType', u.type, 'quantity', u.quantity,
                                     'unitPriceCents', t_price[t.k]) ORDER BY u.n) AS items
      FROM unnest(p_item_of, p_item_type, p_item_quantity) WITH ORDINALITY AS u (of, type, quantity, n),
        LATERAL array_position(t_ids, u.type) AS t (k)
      GROUP BY u.of
    )
    SELECT q.n::int AS ord, a.*, own.has, own.waits,
      e.sign_in_required AND NOT EXISTS (
        SELECT FROM buyer b WHERE b.id = q.buyer AND b.erased_at IS NULL) AS anonymous,
      m.from_id IS NOT NULL AS merged, q.buyer = ANY (v_merging) AS merging,
      -- BETWEEN and ORDER BY can only be served by the index of the key. For equality, a planner without
      -- statistics finds the event's index as good, and would read all of it for each request.
      coalesce(
        (SELECT p.id FROM pre_order p
         WHERE p.buyer_id = q.buyer AND p.event_id = p_event AND p.idempotency_key BETWEEN q.key AND q.key
         ORDER BY p.idempotency_key LIMIT 1),
        (SELECT p.id FROM pre_order p WHERE p.id BETWEEN q.id AND q.id ORDER BY p.id LIMIT 1)) AS known
    FROM unnest(p_ids, p_buyers, p_keys) WITH ORDINALITY AS q (id, buyer, key, n)
    JOIN asked a ON a.of = q.n
    LEFT JOIN merged_buyer m ON m.from_id = q.buyer
    CROSS JOIN LATERAL (
      -- Read from the index `pre_order_counted`: no more rows than the limit allows.
      SELECT coalesce(sum(p.quantity), 0) AS has,
        (array_agg(p.id) FILTER (WHERE p.status = 'in_line'))[1] AS waits
      FROM pre_order p
      WHERE p.buyer_id = q.buyer AND p.event_id = p_event AND p.asked_at > '-infinity'
        AND p.status IN ('in_line', 'called', 'pre_order', 'paying', 'checking_out', 'sold')) own
    ORDER BY q.n
  LOOP
    IF r.known IS NOT NULL THEN
      o_outcome[r.ord] := 'known';
      o_known[r.ord] := r.known;
    ELSIF r.merged THEN
      o_outcome[r.ord] := 'session_ended';
    ELSIF r.merging THEN
      o_outcome[r.ord] := 'merging';
    ELSIF e.sign_in_required AND r.anonymous THEN
      o_outcome[r.ord] := 'sign_in_required';
    ELSIF r.unknown IS NOT NULL THEN
      o_outcome[r.ord] := 'unknown_ticket_type';
      o_detail[r.ord] := jsonb_build_object('ticketType', r.unknown);
    ELSIF r.least < 1 THEN
      RAISE EXCEPTION 'quantity % is below 1', r.least USING ERRCODE = 'check_violation';
    ELSIF v_status <> 'on_sale' AND (p_direct OR NOT v_entries) THEN
      o_outcome[r.ord] := 'not_on_sale';
      o_detail[r.ord] := jsonb_build_object('eventStatus', v_status,
        'onSaleAt', floor(extract(epoch FROM e.on_sale_at) * 1000));
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
          -- More than there ever was, or all sold, or more than is left while nothing can come back.
          IF r.quantities[i] > t_capacity[k] OR t_held[k] = 0 AND (t_free[k] = 0 OR t_waiting[k] = 0) THEN
            never := true;
            o_detail[r.ord] := jsonb_build_object('held',
              CASE WHEN r.quantities[i] > t_capacity[k] THEN 0 ELSE t_held[k] END);
          END IF;
        END IF;
        o_ahead[r.ord] := greatest(o_ahead[r.ord], t_waiting[k]);
      END LOOP;

      IF never OR p_direct AND NOT fits THEN
        o_outcome[r.ord] := 'sold_out';
        o_detail[r.ord] := coalesce(o_detail[r.ord], jsonb_build_object('held', t_held[r.ks[1]]));
        CONTINUE;
      END IF;
      o_items[r.ord] := r.items;
      o_quantity[r.ord] := r.quantity;
      o_total[r.ord] := r.total;
      -- The draw gives entries their places.
      IF NOT v_entries OR e.draw_began_at IS NOT NULL THEN
        v_place := v_place + 1;
        o_place[r.ord] := v_place;
      END IF;
      IF fits THEN
        o_outcome[r.ord] := 'called';
        v_called := v_called + 1;
        FOR i IN 1 .. cardinality(r.ks) LOOP
          k := r.ks[i];
          t_free[k] := t_free[k] - r.quantities[i];
          t_held[k] := t_held[k] + r.quantities[i];
          t_taken[k] := t_taken[k] + r.quantities[i];
        END LOOP;
      ELSE
        o_outcome[r.ord] := 'in_line';
        v_waiting := v_waiting + 1;
        IF o_place[r.ord] IS NOT NULL THEN
          FOREACH k IN ARRAY r.ks LOOP t_waiting[k] := t_waiting[k] + 1; END LOOP;
        END IF;
      END IF;
    END IF;
  END LOOP;

  IF v_called + v_waiting > 0 THEN
    INSERT INTO pre_order (id, event_id, buyer_id, idempotency_key, status, items, quantity, total_cents,
      currency, hold_seconds, idle_seconds, asked_at, called_at, place, seen_at, lease_until)
    SELECT j.id, p_event, j.buyer, j.key, j.outcome, j.items, j.quantity, j.total, v_currency, e.hold_seconds,
      e.idle_seconds, v_at, CASE WHEN j.outcome = 'called' THEN v_at END, j.place,
      CASE WHEN e.presence_seconds > 0 THEN v_at END,
      CASE WHEN j.outcome = 'called' THEN v_at + make_interval(secs =>
        CASE WHEN p_direct OR count(*) FILTER (WHERE j.outcome = 'called') OVER (ORDER BY j.n) <= p_leases
             THEN p_lease_seconds ELSE 0 END) END
    FROM unnest(p_ids, p_buyers, p_keys, o_outcome, o_items, o_quantity, o_total, o_place)
      WITH ORDINALITY AS j (id, buyer, key, outcome, items, quantity, total, place, n)
    WHERE j.outcome IN ('called', 'in_line');

    IF v_called > 0 THEN PERFORM take_stock(p_event, t_ids, t_taken); END IF;
    IF v_waiting > 0 THEN
      INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity)
      SELECT p_event, u.type, o_place[u.of], p_ids[u.of], u.quantity
      FROM unnest(p_item_of, p_item_type, p_item_quantity) AS u (of, type, quantity)
      WHERE o_outcome[u.of] = 'in_line' AND o_place[u.of] IS NOT NULL;
      UPDATE ticket_type t SET waiting = u.waiting FROM unnest(t_ids, t_waiting) AS u (id, waiting)
      WHERE t.event_id = p_event AND t.id = u.id AND t.waiting <> u.waiting;
    END IF;
    UPDATE event SET last_place = v_place, waiting = event.waiting + v_waiting WHERE id = p_event;
    PERFORM notify_changes(ARRAY[p_event], '{}');
    -- A request may have to wait although there is stock: advancing the line decides for everybody in it.
    IF v_waiting > 0 AND v_calls AND EXISTS (SELECT FROM unnest(t_free, t_waiting) AS u (free, waiting)
                                             WHERE u.free > 0 AND u.waiting > 0) THEN
      PERFORM notify_lines(ARRAY[p_event]);
    END IF;
  END IF;

  RETURN QUERY
  SELECT j.n::int, j.outcome, j.known, j.place, j.ahead, j.items, j.total, v_currency, v_at, j.detail
  FROM unnest(o_outcome, o_known, o_place, o_ahead, o_items, o_total, o_detail)
    WITH ORDINALITY AS j (outcome, known, place, ahead, items, total, detail, n);
END
$$;
