-- The event is cancelled: holds end, sold tickets become void. Returns the ids of the holds, whose workflows
-- must be signalled.
CREATE OR REPLACE FUNCTION cancel_pre_orders(p_event text) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
  open uuid[];
  sold uuid[];
BEGIN
  open := ARRAY(SELECT id FROM pre_order
                WHERE event_id = p_event AND status IN ('called', 'pre_order', 'checking_out')
                ORDER BY id FOR UPDATE);
  sold := ARRAY(SELECT id FROM pre_order WHERE event_id = p_event AND status = 'sold' ORDER BY id FOR UPDATE);
  PERFORM invalidate_pre_orders(open || sold, 'cancelled', 'event_cancelled');
  RETURN QUERY SELECT unnest(open);
END
$$;
