-- Ends pre-orders that hold or own tickets; their tickets return to the count. The callers decide whether
-- that is allowed. They hold the rows' locks, so nothing can come in between. What was sold is only ever
-- cancelled with its event.
CREATE OR REPLACE FUNCTION invalidate_pre_orders(p_ids uuid[], p_status text, p_reason text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_ids) = 0 THEN RETURN; END IF;
  PERFORM move_stock(p_ids, 'available');
  UPDATE pre_order SET status = p_status, closed_at = clock_timestamp(), lease_until = NULL,
    sold_at = CASE WHEN status = 'sold' THEN closed_at END,
    reason = coalesce(p_reason, CASE WHEN expires_at < hold_ends_at THEN 'idle' ELSE 'hold_ended' END)
  WHERE id = ANY (p_ids);
  UPDATE ticket SET status = 'invalidated' WHERE pre_order_id = ANY (p_ids) AND status <> 'refunded';
  PERFORM notify_changes(ARRAY(SELECT DISTINCT event_id FROM pre_order WHERE id = ANY (p_ids)), p_ids);
END
$$;
