-- Invalidates locked pre-orders: their tickets, their counts, the news. The callers below decide
-- whether it may be; they hold the rows' locks, so nothing can come in between.
CREATE FUNCTION invalidate(p_ids uuid[], p_status text, p_reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_ids) = 0 THEN RETURN; END IF;

  PERFORM move_stock(array_agg(p.event_id), array_agg(i.item->>'ticketType'),
                     array_agg(CASE WHEN p.status = 'sold' THEN 0 ELSE -(i.item->>'quantity')::int END),
                     array_agg(CASE WHEN p.status = 'sold' THEN -(i.item->>'quantity')::int ELSE 0 END),
                     array_agg((i.item->>'quantity')::int))
  FROM pre_order p, jsonb_array_elements(p.items) AS i (item) WHERE p.id = ANY (p_ids);

  UPDATE pre_order SET status = p_status, closed_at = clock_timestamp(), lease_until = NULL,
    reason = coalesce(p_reason, CASE WHEN expires_at < hold_ends_at THEN 'idle' ELSE 'hold_ended' END)
  WHERE id = ANY (p_ids);
  UPDATE ticket SET status = 'invalidated' WHERE pre_order_id = ANY (p_ids);

  PERFORM tell(ARRAY(SELECT DISTINCT event_id FROM pre_order WHERE id = ANY (p_ids)), p_ids);
END
$$;

-- What a timer asks for: "has this deadline passed, and is it still only pre-ordered?" Others that
-- are overdue are taken along, at most p_along, so that a thousand holds that end together are back
-- within one statement. Those are skipped where somebody else is at them: nobody waits for them, so
-- two batches can't deadlock.
CREATE FUNCTION release_overdue(p_ids uuid[], p_along int) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  own   uuid[];
  along uuid[];
BEGIN
  own := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status = 'pre_order' AND expires_at <= now()
               ORDER BY id FOR UPDATE);
  along := ARRAY(SELECT id FROM pre_order WHERE status = 'pre_order' AND expires_at <= now() AND id <> ALL (own)
                 ORDER BY expires_at LIMIT p_along FOR UPDATE SKIP LOCKED);
  PERFORM invalidate(own || along, 'invalidated', NULL);
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- Gives back before the deadline: the buyer's wish, or the compensation of a cancelled workflow.
-- Never what was accepted or sold.
CREATE FUNCTION give_back(p_ids uuid[], p_reason text) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
BEGIN
  PERFORM invalidate(ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status IN ('called', 'pre_order')
                           ORDER BY id FOR UPDATE), 'invalidated', p_reason);
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;

-- The event won't happen: holds end, sold tickets are void. Answers the ids, so that their workflows
-- can be told.
CREATE FUNCTION cancel_pre_orders(p_event text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
  open uuid[];
  sold uuid[];
BEGIN
  open := ARRAY(SELECT id FROM pre_order WHERE event_id = p_event AND status IN ('called', 'pre_order', 'checking_out')
                ORDER BY id FOR UPDATE);
  sold := ARRAY(SELECT id FROM pre_order WHERE event_id = p_event AND status = 'sold' ORDER BY id FOR UPDATE);
  PERFORM invalidate(open || sold, 'cancelled', 'event_cancelled');
  RETURN QUERY SELECT unnest(open);
END
$$;
