-- The provider gives no answer at the bound of an attempt: the tickets go to the next in line, and what becomes of the
-- money is unknown until a settlePayment workflow has learned it. Run twice, it changes nothing more.
CREATE OR REPLACE FUNCTION abandon_payment(p_id uuid, p_reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(ARRAY[p_id]); END IF;
  PERFORM FROM pre_order WHERE id = p_id AND status = 'paying' FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE payment_attempt SET status = 'unknown', check_at = now(), checks = 0
  WHERE pre_order_id = p_id AND status IN ('open', 'processing', 'unknown');
  PERFORM invalidate_pre_orders(ARRAY[p_id], 'invalidated', p_reason);
END
$$;
