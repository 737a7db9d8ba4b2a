-- Sets available tickets aside: they are held from now on. The caller has checked that there are enough, and
-- holds the locks of the event and its types. A quantity of 0 leaves a type alone.
CREATE OR REPLACE FUNCTION take_stock(p_event text, p_types text[], p_quantities int[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ticket_type t SET available = t.available - taken.quantity, held = t.held + taken.quantity
  FROM unnest(p_types, p_quantities) AS taken (type, quantity)
  WHERE t.event_id = p_event AND t.id = taken.type AND taken.quantity > 0;
END
$$;
