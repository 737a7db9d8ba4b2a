-- Applies to these pre-orders what an operator did to their whole event, where the batches haven't reached them
-- yet: nothing of a cancelled event can be bought, and no hold ends that was extended. The steps of pre-orders
-- call it first while a bulk change is open.
CREATE OR REPLACE FUNCTION apply_bulk_changes(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  c    bulk_change;
  live uuid[];
BEGIN
  -- All of them first, in the order in which every statement locks them. Orders in line are refused by the line.
  live := ARRAY(SELECT id FROM pre_order
                WHERE id = ANY (p_ids) AND status || '' IN ('called', 'pre_order', 'checking_out', 'sold')
                ORDER BY id FOR UPDATE);
  FOR c IN
    SELECT b.* FROM bulk_change b WHERE b.ended_at IS NULL
      AND b.event_id IN (SELECT event_id FROM pre_order WHERE id = ANY (live))
    ORDER BY b.event_id, b.id
  LOOP
    IF c.what = 'cancel' THEN
      PERFORM cancel_with_event(ARRAY(SELECT id FROM pre_order WHERE id = ANY (live) AND event_id = c.event_id));
    ELSE
      PERFORM extend_pre_orders(c, live);
    END IF;
  END LOOP;
END
$$;
