-- Applies to these pre-orders what an operator did to their whole event, where the batches haven't reached them
-- yet: nothing of a cancelled event can be bought, and no hold ends that was extended. The steps of pre-orders
-- call it first while a bulk change is open.
CREATE OR REPLACE FUNCTION apply_bulk_changes(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  live      uuid[];
  cancelled uuid[];
BEGIN
  -- All of them first, in the order in which every statement locks them. Orders in line are refused by the line.
  live := ARRAY(SELECT id FROM pre_order
                WHERE id = ANY (p_ids) AND status || '' IN ('called', 'pre_order', 'paying', 'checking_out', 'sold')
                ORDER BY id FOR UPDATE);
  PERFORM apply_extensions(live);
  cancelled := ARRAY(SELECT id FROM pre_order WHERE id = ANY (live) AND event_id IN (
                       SELECT event_id FROM bulk_change WHERE ended_at IS NULL AND what = 'cancel'));
  IF cardinality(cancelled) = 0 THEN RETURN; END IF;
  -- The caller goes on with the types of other events, of which some come before those of a cancelled one.
  PERFORM FROM ticket_type WHERE event_id IN (SELECT event_id FROM pre_order WHERE id = ANY (live))
  ORDER BY event_id, id FOR NO KEY UPDATE;
  PERFORM cancel_with_event(cancelled);
END
$$;
