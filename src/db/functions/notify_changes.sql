-- Notifies all processes of changed events and pre-orders when the transaction commits. A payload holds at
-- most 8,000 bytes, so both lists are sent in pieces: an event's id takes up to 66 bytes, a pre-order's 39.
CREATE OR REPLACE FUNCTION notify_changes(p_events text[], p_pre_orders uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_events) + cardinality(p_pre_orders) = 0 THEN RETURN; END IF;
  FOR i IN 0 .. greatest((cardinality(p_events) - 1) / 30, (cardinality(p_pre_orders) - 1) / 120) LOOP
    PERFORM send_notification(json_build_object(
      'events', p_events[i * 30 + 1 : i * 30 + 30],
      'preOrders', p_pre_orders[i * 120 + 1 : i * 120 + 120]));
  END LOOP;
END
$$;
