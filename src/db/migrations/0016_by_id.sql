-- As before, and by id alone: a status that can be compared with a partial index makes a planner that knows nothing of the
-- table yet read that index, which is all who hold or wait, for each step of one. `status || ''` can't be.

-- Turns what was set aside at the call into tickets with a deadline, for a batch of pre-orders.
-- Run twice: the same tickets, the same deadline. What isn't `called` is left as it is.
CREATE OR REPLACE FUNCTION hold_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  held uuid[];
  v_at timestamptz;
BEGIN
  held := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'called' ORDER BY id FOR UPDATE);
  v_at := clock_timestamp();

  UPDATE pre_order SET
    status = 'pre_order', held_at = v_at, last_activity_at = v_at, lease_until = NULL,
    hold_ends_at = v_at + make_interval(secs => hold_seconds),
    expires_at = v_at + make_interval(secs => least(idle_seconds, hold_seconds))
  WHERE id = ANY (held);

  INSERT INTO ticket (pre_order_id, ticket_type, status)
  SELECT p.id, i.item->>'ticketType', 'pre_order'
  FROM pre_order p, jsonb_array_elements(p.items) AS i (item), generate_series(1, (i.item->>'quantity')::int)
  WHERE p.id = ANY (held);

  IF cardinality(held) > 0 THEN PERFORM tell('{}', held); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- The buyers are there: their deadlines move, never back and never past the end of the hold. Those
-- touched less than a second ago (or a tenth of a short idle time) are only read.
CREATE OR REPLACE FUNCTION touch_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[];
BEGIN
  touched := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'pre_order' AND expires_at > now()
                     AND last_activity_at <= now() - make_interval(secs => least(1.0, idle_seconds / 10.0))
                   ORDER BY id FOR UPDATE);
  UPDATE pre_order SET
    last_activity_at = now(),
    expires_at = greatest(expires_at, least(now() + make_interval(secs => idle_seconds), hold_ends_at))
  WHERE id = ANY (touched);
  IF cardinality(touched) > 0 THEN PERFORM tell('{}', touched); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- A checkout is accepted by this statement and by nothing else: the row was held and its deadline had
-- not passed by the database's clock. Accepted is accepted, whatever the timer does.
-- The caller has the lease to signal the workflow; after it any process does (claim_due).
CREATE OR REPLACE FUNCTION accept_checkouts(p_ids uuid[], p_lease_seconds int) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  accepted uuid[];
BEGIN
  accepted := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'pre_order' AND expires_at > now()
                    ORDER BY id FOR UPDATE);
  UPDATE pre_order SET status = 'checking_out', accepted_at = now(),
    lease_until = now() + make_interval(secs => p_lease_seconds)
  WHERE id = ANY (accepted);
  IF cardinality(accepted) > 0 THEN PERFORM tell('{}', accepted); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- Sells what was accepted. A checkout that was signalled to the workflow without our API is accepted
-- here, where its deadline hasn't passed. Run twice: the same tickets, the same codes.
CREATE OR REPLACE FUNCTION sell_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  selling uuid[];
BEGIN
  selling := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids)
                     AND (status || '' = 'checking_out' OR status || '' = 'pre_order' AND expires_at > now())
                   ORDER BY id FOR UPDATE);
  UPDATE pre_order SET status = 'sold', accepted_at = coalesce(accepted_at, now()), closed_at = clock_timestamp(),
    lease_until = NULL
  WHERE id = ANY (selling);

  -- 60 random bits as 15 hex digits (the 13th digit of a random UUID is its version: left out).
  UPDATE ticket SET status = 'sold', code = upper(overlay(left(replace(gen_random_uuid()::text, '-', ''), 16) PLACING '' FROM 13 FOR 1))
  WHERE pre_order_id = ANY (selling);

  IF cardinality(selling) > 0 THEN
    PERFORM move_stock(array_agg(p.event_id), array_agg(i.item->>'ticketType'),
                       array_agg(-(i.item->>'quantity')::int), array_agg((i.item->>'quantity')::int),
                       array_fill(0, ARRAY[count(*)::int]))
    FROM pre_order p, jsonb_array_elements(p.items) AS i (item) WHERE p.id = ANY (selling);
    PERFORM tell(ARRAY(SELECT DISTINCT event_id FROM pre_order WHERE id = ANY (selling)), selling);
  END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- What a timer asks for: "has this deadline passed, and is it still only pre-ordered?" Others that
-- are overdue are taken along, at most p_along, so that a thousand holds that end together are back
-- within one statement. Those are skipped where somebody else is at them: nobody waits for them, so
-- two batches can't deadlock.
CREATE OR REPLACE FUNCTION release_overdue(p_ids uuid[], p_along int) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  own   uuid[];
  along uuid[];
BEGIN
  own := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'pre_order' AND expires_at <= now()
               ORDER BY id FOR UPDATE);
  along := ARRAY(SELECT id FROM pre_order WHERE status = 'pre_order' AND expires_at <= now() AND id <> ALL (own)
                 ORDER BY expires_at LIMIT p_along FOR UPDATE SKIP LOCKED);
  PERFORM invalidate(own || along, 'invalidated', NULL);
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- The buyers don't want to wait any more. Whoever isn't in line is left as it is.
CREATE OR REPLACE FUNCTION leave_line(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  FOR r IN
    SELECT e.id FROM event e WHERE e.id IN (SELECT event_id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'in_line')
    ORDER BY e.id FOR NO KEY UPDATE
  LOOP
    PERFORM FROM ticket_type WHERE event_id = r.id ORDER BY id FOR NO KEY UPDATE;
    PERFORM refuse(r.id, ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND event_id = r.id AND status || '' = 'in_line'
                               ORDER BY id FOR NO KEY UPDATE), 'given_back');
    -- Somebody behind may not be blocked any more.
    PERFORM tell_line(ARRAY[r.id]);
  END LOOP;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
