-- Records what the provider says of a refund. Once it has succeeded its tickets are back in the count, and the line is
-- notified. A refund that failed needs a person: its tickets stay as they are.
CREATE OR REPLACE FUNCTION record_refund(p_refund uuid, p_status text, p_provider_id text, p_failure text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r       refund;
  p       pre_order;
  v_ids   uuid[];
  v_type  record;
  v_moves boolean;
BEGIN
  SELECT * INTO r FROM refund WHERE id = p_refund;
  IF NOT FOUND THEN RETURN; END IF;
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN
    PERFORM apply_bulk_changes(ARRAY[r.pre_order_id]);
  END IF;
  SELECT * INTO p FROM pre_order WHERE id = r.pre_order_id FOR UPDATE;
  SELECT * INTO r FROM refund WHERE id = p_refund FOR UPDATE;
  -- A bank may return a refund days after it has succeeded.
  IF r.status = 'failed' OR r.status = 'succeeded' AND p_status <> 'failed' THEN RETURN; END IF;
  UPDATE refund SET provider_id = coalesce(p_provider_id, provider_id), tried_at = coalesce(tried_at, now()),
    status = p_status, failure_reason = p_failure,
    ended_at = CASE WHEN p_status <> 'pending' THEN clock_timestamp() END
  WHERE id = p_refund;
  IF p_status = 'failed' THEN
    IF r.status = 'succeeded' THEN PERFORM book(r.attempt_id, 'refund_returned', 'provider', 'owed', r.amount_cents, p_refund); END IF;
    PERFORM open_task('refund_failed', p_refund::text, r.event_id, r.pre_order_id,
                      jsonb_build_object('reason', p_failure, 'amountCents', r.amount_cents, 'currency', r.currency));
  ELSIF p_status = 'succeeded' THEN
    PERFORM book(r.attempt_id, 'refunded', 'owed', 'provider', r.amount_cents, p_refund);
    v_ids := ARRAY(SELECT id FROM ticket WHERE id = ANY (r.tickets) AND status IN ('refunding', 'invalidated'));
    IF p.status = 'sold' THEN
      FOR v_type IN SELECT ticket_type AS type, count(*)::int AS n FROM ticket WHERE id = ANY (v_ids)
                    GROUP BY 1 ORDER BY 1 LOOP
        UPDATE ticket_type SET sold = sold - v_type.n, deficit = deficit - least(deficit, v_type.n),
          available = available + v_type.n - least(deficit, v_type.n)
        WHERE event_id = r.event_id AND id = v_type.type RETURNING waiting > 0 AND available > 0 INTO v_moves;
        IF v_moves THEN PERFORM notify_lines(ARRAY[r.event_id]); END IF;
      END LOOP;
      UPDATE ticket SET status = 'refunded' WHERE id = ANY (v_ids);
      IF EXISTS (SELECT FROM ticket WHERE pre_order_id = p.id AND status IN ('sold', 'refunding')) THEN
        UPDATE pre_order SET quantity = quantity - cardinality(v_ids) WHERE id = p.id;
      ELSE
        UPDATE pre_order SET status = 'refunded', sold_at = closed_at, closed_at = clock_timestamp() WHERE id = p.id;
      END IF;
    END IF;
  END IF;
  PERFORM notify_changes(CASE WHEN p.status = 'sold' AND p_status = 'succeeded' THEN ARRAY[r.event_id] ELSE '{}' END,
                         ARRAY[p.id]);
END
$$;
