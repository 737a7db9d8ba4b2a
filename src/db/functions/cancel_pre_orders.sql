-- Cancels all pre-orders of an event in one statement, as the version before did. Its processes may still call
-- this while a newer one is deployed.
CREATE OR REPLACE FUNCTION cancel_pre_orders(p_event text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT cancel_with_event(ARRAY(
    SELECT id FROM pre_order
    WHERE event_id = p_event AND status IN ('called', 'pre_order', 'paying', 'checking_out', 'sold')
    ORDER BY id FOR UPDATE));
END
$$;
