-- Everything of an anonymous buyer becomes a known buyer's, who has just proved to be the same person.
--
-- Where both wait in a line, the earlier place stays. What is open and exceeds the limit of an event is given back:
-- first what moves, then what the known buyer had, the newest first. What is sold or about to be is never taken away. Returns the pre-orders whose workflows have
-- to learn that they were given back.
--
-- Locks: events, then pre-orders that are called or further, then ticket types, then pre-orders in line, each in
-- order. The advisory lock waits for requests of this buyer that are on their way, and join_line refuses others
-- from here on. So no request leaves anything behind with the anonymous buyer.
CREATE OR REPLACE FUNCTION merge_buyers(p_from uuid, p_to uuid) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
  v_events  text[];
  v_open    uuid[];
  v_ended   uuid[] := '{}';
  v_refused uuid[];
  v_left    int;
  e         event;
  r         record;
BEGIN
  PERFORM pg_advisory_xact_lock(uuid_hash_extended(p_from, 0));
  INSERT INTO merged_buyer (from_id, to_id) VALUES (p_from, p_to);

  v_events := ARRAY(
    SELECT DISTINCT event_id FROM pre_order
    WHERE buyer_id = p_from AND asked_at > '-infinity'
      -- The key of an order that is over moves as well, and join_line judges keys under the event's lock.
      AND (idempotency_key IS NOT NULL OR status IN ('in_line', 'called', 'pre_order', 'paying', 'checking_out', 'sold')));
  PERFORM FROM event WHERE id = ANY (v_events) ORDER BY id FOR NO KEY UPDATE;
  v_open := ARRAY(
    SELECT id FROM pre_order
    WHERE buyer_id IN (p_from, p_to) AND event_id = ANY (v_events) AND asked_at > '-infinity'
      AND status IN ('called', 'pre_order', 'paying', 'checking_out', 'sold')
    ORDER BY id FOR UPDATE);
  -- The events' locks keep bulk changes from being added meanwhile. What they cancel locks types of some events only, so
  -- the types of all are locked before that.
  PERFORM apply_extensions(v_open);
  PERFORM FROM ticket_type WHERE event_id = ANY (v_events) ORDER BY event_id, id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(v_open); END IF;

  FOR e IN SELECT * FROM event WHERE id = ANY (v_events) ORDER BY id LOOP
    -- The later one of two places; entries of a draw have none yet.
    v_refused := ARRAY(
      SELECT id FROM pre_order
      WHERE event_id = e.id AND buyer_id IN (p_from, p_to) AND status = 'in_line' AND asked_at > '-infinity'
      -- What a draw gave is in the table of places only.
      ORDER BY coalesce(place, (SELECT w.number FROM place w WHERE w.pre_order_id = pre_order.id LIMIT 1))
        NULLS FIRST, asked_at, id
      OFFSET 1);
    PERFORM refuse_pre_orders(e.id, v_refused, 'given_back');

    SELECT coalesce(sum(quantity), 0) - e.max_per_buyer INTO v_left FROM pre_order
    WHERE buyer_id IN (p_from, p_to) AND event_id = e.id AND asked_at > '-infinity'
      AND status IN ('in_line', 'called', 'pre_order', 'paying', 'checking_out', 'sold');
    FOR r IN
      SELECT id, status, quantity FROM pre_order
      WHERE buyer_id IN (p_from, p_to) AND event_id = e.id AND asked_at > '-infinity'
        AND status IN ('in_line', 'called', 'pre_order')
      ORDER BY buyer_id = p_to, asked_at DESC, id
    LOOP
      EXIT WHEN v_left <= 0;
      v_left := v_left - r.quantity;
      IF r.status = 'in_line' THEN
        v_refused := v_refused || r.id;
        PERFORM refuse_pre_orders(e.id, ARRAY[r.id], 'limit_reached');
      ELSE
        v_ended := v_ended || r.id;
      END IF;
    END LOOP;
    IF cardinality(v_refused) > 0 THEN PERFORM notify_lines(ARRAY[e.id]); END IF;
  END LOOP;
  PERFORM invalidate_pre_orders(ARRAY(SELECT unnest(v_ended) ORDER BY 1), 'invalidated', 'limit_reached');
  IF cardinality(v_ended) > 0 THEN PERFORM notify_lines(v_events); END IF;

  -- A key that both used for an event stays with the known buyer's pre-order.
  UPDATE pre_order p SET buyer_id = p_to, obtained_by = coalesce(p.obtained_by, p_from),
    -- Ordered, so that only the index of the key can serve it (as in join_line).
    idempotency_key = CASE WHEN (
      SELECT o.id FROM pre_order o WHERE o.buyer_id = p_to AND o.event_id = p.event_id
        AND o.idempotency_key BETWEEN p.idempotency_key AND p.idempotency_key
      ORDER BY o.idempotency_key LIMIT 1) IS NULL THEN p.idempotency_key END
  WHERE p.buyer_id = p_from AND p.asked_at > '-infinity';
  UPDATE refusal SET buyer_id = p_to WHERE buyer_id = p_from;
  PERFORM notify_changes(v_events, v_open);
  RETURN QUERY SELECT unnest(v_ended);
END
$$;
