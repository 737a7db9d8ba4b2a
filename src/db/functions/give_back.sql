-- Gives tickets back before the deadline: at the buyer's request, or as the compensation of a cancelled
-- workflow. Accepted and sold pre-orders are left alone.
CREATE OR REPLACE FUNCTION give_back(p_ids uuid[], p_reason text) RETURNS SETOF pre_order_now
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(p_ids); END IF;
  PERFORM invalidate_pre_orders(
    ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status IN ('called', 'pre_order')
          ORDER BY id FOR UPDATE), 'invalidated', p_reason);
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
