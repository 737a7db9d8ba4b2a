-- Cancels pre-orders of a cancelled event: holds end, sold tickets become void. Only this function cancels, and
-- each pre-order once. What was paid is to be refunded from here on. The caller holds the rows' locks; rows that are
-- over are left alone.
-- Returns those that were open, whose workflows must be signalled.
CREATE OR REPLACE FUNCTION cancel_with_event(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
  open uuid[] := ARRAY(SELECT id FROM pre_order
                       WHERE id = ANY (p_ids) AND status || '' IN ('called', 'pre_order', 'paying', 'checking_out'));
  sold uuid[] := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids) AND status || '' = 'sold');
BEGIN
  PERFORM invalidate_pre_orders(open || sold, 'cancelled', 'event_cancelled');
  PERFORM refund_cancelled(open || sold);
  RETURN QUERY SELECT unnest(open);
END
$$;
