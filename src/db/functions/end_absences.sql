-- Ends all absences of an event that no longer asks for presence. The caller holds the locks of the event and
-- its types.
CREATE OR REPLACE FUNCTION end_absences(p_event text) RETURNS void LANGUAGE sql AS $$
  SELECT set_absent(p_event, ARRAY(
    SELECT w.pre_order_id FROM place w WHERE w.event_id = p_event AND w.absent
      AND w.ticket_type IN (SELECT id FROM ticket_type WHERE event_id = p_event)), false)
$$;
