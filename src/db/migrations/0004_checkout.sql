-- A checkout is accepted by this statement and by nothing else: the row was held and its deadline had
-- not passed by the database's clock. Accepted is accepted, whatever the timer does.
-- The caller has the lease to signal the workflow; after it any process does (claim_due).
CREATE FUNCTION accept_checkouts(p_ids uuid[], p_lease_seconds int) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  accepted uuid[];
BEGIN
  accepted := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status = 'pre_order' AND expires_at > now()
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
CREATE FUNCTION sell_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  selling uuid[];
BEGIN
  selling := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids)
                     AND (status = 'checking_out' OR status = 'pre_order' AND expires_at > now())
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
