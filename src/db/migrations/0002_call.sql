-- The call: one statement for all who ask for one event at about the same time, in their order.
-- Whoever is called has stock set aside (it counts as held) and can't lose it to anybody.
--
-- The event's row is locked, so calls of one event run one after the other, in any number of
-- processes; that also makes the limit a buyer hold against parallel requests for different types.
-- p_requests: [{id, buyerId, key, items: [{ticketType, quantity}]}], each buyer at most once.
-- The first p_leases of the called are leased to the caller, who starts their workflows; the others
-- are due at once for whoever has capacity (claim_due).
CREATE FUNCTION call_pre_orders(p_event text, p_requests jsonb, p_leases int, p_lease_seconds int)
RETURNS TABLE (ord int, outcome text, pre_order_id uuid, detail jsonb)
LANGUAGE plpgsql AS $$
DECLARE
  e          event;
  v_status   text;
  v_at       timestamptz;
  t_ids      text[];
  t_free     int[];
  t_next     int[];
  t_held     int[];
  t_capacity int[];
  t_price    bigint[];
  t_currency text[];
  r          record;
  item       record;
  k          int;
  wanted     int;
  total      bigint;
  priced     jsonb;
  called     uuid[] := '{}';
  moved_type text[] := '{}';
  moved_n    int[] := '{}';
BEGIN
  SELECT * INTO e FROM event WHERE id = p_event FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT q.n::int, 'event_not_found', NULL::uuid, NULL::jsonb
      FROM jsonb_array_elements(p_requests) WITH ORDINALITY AS q (request, n);
    RETURN;
  END IF;
  v_at := clock_timestamp();
  v_status := event_status(e, v_at);

  SELECT array_agg(t.id), array_agg(t.available), array_agg(t.held), array_agg(t.capacity),
         array_agg(t.price_cents), array_agg(t.currency)
  INTO t_ids, t_free, t_held, t_capacity, t_price, t_currency
  FROM (SELECT * FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE) t;

  FOR r IN
    SELECT q.n::int AS ord, (q.request->>'id')::uuid AS id, (q.request->>'buyerId')::uuid AS buyer,
           q.request->>'key' AS key, q.request->'items' AS items,
           coalesce((SELECT p.id FROM pre_order p WHERE p.id = (q.request->>'id')::uuid),
                    (SELECT p.id FROM pre_order p
                      WHERE p.event_id = p_event AND p.buyer_id = (q.request->>'buyerId')::uuid
                        AND p.idempotency_key = q.request->>'key')) AS known,
           (SELECT coalesce(sum(p.quantity), 0) FROM pre_order p
             WHERE p.event_id = p_event AND p.buyer_id = (q.request->>'buyerId')::uuid
               AND p.status IN ('in_line', 'called', 'pre_order', 'checking_out', 'sold')) AS has
    FROM jsonb_array_elements(p_requests) WITH ORDINALITY AS q (request, n)
    ORDER BY q.n
  LOOP
    ord := r.ord;
    detail := NULL;
    pre_order_id := r.known;
    IF r.known IS NOT NULL THEN
      outcome := 'known';
      RETURN NEXT;
      CONTINUE;
    END IF;

    outcome := 'called';
    wanted := 0;
    total := 0;
    priced := '[]';
    t_next := t_free;
    FOR item IN SELECT i->>'ticketType' AS type, (i->>'quantity')::int AS quantity
                FROM jsonb_array_elements(r.items) AS i LOOP
      k := array_position(t_ids, item.type);
      IF k IS NULL THEN
        outcome := 'unknown_ticket_type';
        detail := jsonb_build_object('ticketType', item.type);
        EXIT;
      END IF;
      IF item.quantity < 1 THEN
        RAISE EXCEPTION 'quantity % is below 1', item.quantity USING ERRCODE = 'check_violation';
      END IF;
      wanted := wanted + item.quantity;
      total := total + item.quantity * t_price[k];
      t_next[k] := t_next[k] - item.quantity;
      priced := priced || jsonb_build_object('ticketType', item.type, 'quantity', item.quantity,
                                             'unitPriceCents', t_price[k]);
    END LOOP;

    IF outcome = 'called' AND v_status <> 'on_sale' THEN
      outcome := 'not_on_sale';
      detail := jsonb_build_object('status', v_status, 'onSaleAt', e.on_sale_at);
    ELSIF outcome = 'called' AND r.has + wanted > e.max_per_buyer THEN
      outcome := 'limit_reached';
      detail := jsonb_build_object('maxPerBuyer', e.max_per_buyer);
    ELSIF outcome = 'called' AND 0 > ANY (t_next) THEN
      outcome := 'sold_out';
      -- Of the types that don't suffice, how much may still come back. None where the order is more
      -- than there ever was.
      SELECT jsonb_build_object('held', coalesce(sum(u.held) FILTER (WHERE u.capacity >= u.free - u.next), 0))
      INTO detail FROM unnest(t_held, t_capacity, t_free, t_next) AS u (held, capacity, free, next)
      WHERE u.next < 0;
    END IF;

    IF outcome = 'called' THEN
      pre_order_id := r.id;
      detail := jsonb_build_object('items', priced, 'totalCents', total, 'currency', t_currency[k], 'at', v_at);
      INSERT INTO pre_order (id, event_id, buyer_id, idempotency_key, status, items, quantity, total_cents,
                             currency, hold_seconds, idle_seconds, asked_at, called_at, lease_until)
      VALUES (r.id, p_event, r.buyer, r.key, 'called', priced, wanted, total, t_currency[k], e.hold_seconds,
              e.idle_seconds, v_at, v_at,
              v_at + make_interval(secs => CASE WHEN cardinality(called) < p_leases THEN p_lease_seconds ELSE 0 END));
      FOR k IN 1 .. cardinality(t_ids) LOOP
        IF t_free[k] > t_next[k] THEN
          moved_type := moved_type || t_ids[k];
          moved_n := moved_n || (t_free[k] - t_next[k]);
          t_held[k] := t_held[k] + t_free[k] - t_next[k];
        END IF;
      END LOOP;
      t_free := t_next;
      called := called || r.id;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF cardinality(called) > 0 THEN
    UPDATE ticket_type t SET available = t.available - m.n, held = t.held + m.n
    FROM (SELECT type, sum(n)::int AS n FROM unnest(moved_type, moved_n) AS u (type, n) GROUP BY type) m
    WHERE t.event_id = p_event AND t.id = m.type;
    PERFORM tell(ARRAY[p_event], called);
  END IF;
END
$$;

-- The next whose workflow is owed a step, in order of their calls, leased to the caller. Safe for
-- any number of processes: nobody waits, nobody gets the same one.
CREATE FUNCTION claim_due(p_limit int, p_lease_seconds int)
RETURNS TABLE (id uuid, event_id text, buyer_id uuid, items jsonb, status text)
LANGUAGE sql AS $$
  UPDATE pre_order p SET lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
  FROM (
    SELECT d.id FROM pre_order d
    WHERE d.status IN ('called', 'checking_out') AND d.lease_until <= now()
    ORDER BY d.called_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ) due
  WHERE p.id = due.id
  RETURNING p.id, p.event_id, p.buyer_id, p.items, p.status
$$;
