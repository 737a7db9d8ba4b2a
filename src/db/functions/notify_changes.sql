-- Notifies all processes of changed events and pre-orders when the transaction commits. A payload holds at
-- most 8,000 bytes, so a long list is sent in pieces.
CREATE OR REPLACE FUNCTION notify_changes(p_events text[], p_pre_orders uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  piece int := 0;
BEGIN
  LOOP
    PERFORM pg_notify('bilheteria', json_build_object(
      'events', CASE WHEN piece = 0 THEN p_events ELSE '{}' END,
      'preOrders', p_pre_orders[piece * 150 + 1 : piece * 150 + 150])::text);
    piece := piece + 1;
    EXIT WHEN piece * 150 >= coalesce(cardinality(p_pre_orders), 0);
  END LOOP;
END
$$;
