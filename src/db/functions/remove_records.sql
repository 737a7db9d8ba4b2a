-- Removes the next batch of an event's records (removal.what): looks at p_limit pre-orders and deletes those that may
-- go. The caller has checked that the event is over. Returns whether that was the last batch.
CREATE OR REPLACE FUNCTION remove_records(p_event text, p_what text, p_limit int) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  r removal;
  v_ids uuid[];
  v_gone uuid[];
  v_last boolean;
  -- What of sold orders was given back.
  v_back bigint;
BEGIN
  SELECT * INTO r FROM removal WHERE event_id = p_event AND what = p_what FOR UPDATE;
  IF NOT FOUND OR r.ended_at IS NOT NULL THEN RETURN true; END IF;

  IF p_what = 'actions' THEN
    DELETE FROM operator_action WHERE id IN (SELECT id FROM operator_action
      WHERE event_id = p_event AND at <= r.began_at AND what NOT IN ('archive', 'cancel') LIMIT p_limit);
    v_last := NOT FOUND;
  ELSE
    SELECT array_agg(b.id ORDER BY b.asked_at, b.id), count(*) < p_limit,
      coalesce((array_agg(b.asked_at ORDER BY b.asked_at, b.id))[count(*)::int], r.reached_at),
      coalesce((array_agg(b.id ORDER BY b.asked_at, b.id))[count(*)::int], r.reached_id)
    INTO v_ids, v_last, r.reached_at, r.reached_id
    FROM (SELECT asked_at, id FROM pre_order
          WHERE event_id = p_event AND (asked_at, id) > (r.reached_at, r.reached_id)
          ORDER BY asked_at, id LIMIT p_limit) b;
    IF p_what = 'keys' THEN
      UPDATE pre_order SET idempotency_key = NULL WHERE id = ANY(v_ids) AND idempotency_key IS NOT NULL;
    ELSE
      SELECT array_agg(p.id) INTO v_gone FROM pre_order p WHERE p.id = ANY(v_ids) AND p.closed_at IS NOT NULL
        AND (p_what = 'everything' OR p.status <> 'sold' AND p.sold_at IS NULL) AND NOT has_open_money(p);
      SELECT coalesce(sum(b.amount_cents), 0) INTO v_back FROM refund b JOIN pre_order p ON p.id = b.pre_order_id
      WHERE b.pre_order_id = ANY(v_gone) AND p.status = 'sold' AND b.cause IN ('operator', 'buyer')
        AND b.status = 'succeeded';
      -- The ledger stays, and so do disputes: both are about money, and nothing in them leads to a buyer.
      UPDATE dispute SET attempt_id = NULL
      WHERE attempt_id IN (SELECT id FROM payment_attempt WHERE pre_order_id = ANY(v_gone));
      DELETE FROM refund WHERE pre_order_id = ANY(v_gone);
      DELETE FROM payment_attempt WHERE pre_order_id = ANY(v_gone);
      DELETE FROM ticket WHERE pre_order_id = ANY(v_gone);
      WITH gone AS (DELETE FROM pre_order WHERE id = ANY(v_gone) RETURNING status, total_cents, sold_at),
      counted AS (
        SELECT status, sum(n)::int AS n FROM (
          SELECT status, count(*) AS n FROM gone GROUP BY 1
          UNION ALL SELECT key, value::int FROM jsonb_each_text(r.counts)) all_of GROUP BY 1
      )
      SELECT coalesce(jsonb_object_agg(status, n), '{}'),
        r.revenue_cents + (SELECT coalesce(sum(total_cents), 0) FROM gone WHERE status = 'sold') - v_back,
        r.cancelled_orders + (SELECT count(*) FROM gone WHERE status = 'cancelled' AND sold_at IS NOT NULL),
        r.cancelled_cents + (SELECT coalesce(sum(total_cents), 0) FROM gone
                             WHERE status = 'cancelled' AND sold_at IS NOT NULL)
      INTO r.counts, r.revenue_cents, r.cancelled_orders, r.cancelled_cents FROM counted;
      IF p_what = 'everything' AND v_last THEN DELETE FROM draw_result WHERE event_id = p_event; END IF;
    END IF;
  END IF;

  UPDATE removal SET reached_at = r.reached_at, reached_id = r.reached_id, counts = r.counts,
    revenue_cents = r.revenue_cents, cancelled_orders = r.cancelled_orders,
    cancelled_cents = r.cancelled_cents, ended_at = CASE WHEN v_last THEN now() END
  WHERE event_id = p_event AND what = p_what;
  RETURN v_last;
END
$$;
