-- Ends the entries of a draw: buyers who join from now on get places after all entries. Requests that joined
-- before hold no lock any more, so the entries are exactly the rows that are there. Called by the draw or by
-- the first request after the opening; called again it changes nothing.
-- Returns whether there is a draw to make.
CREATE OR REPLACE FUNCTION begin_draw(p_event text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  e event;
BEGIN
  SELECT * INTO e FROM event WHERE id = p_event FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT e.draw OR e.drawn_at IS NOT NULL OR clock_timestamp() < e.on_sale_at
     OR event_status(e, clock_timestamp()) IN ('closed', 'cancelled') THEN RETURN false; END IF;
  IF e.draw_began_at IS NULL THEN
    -- All who wait are entries.
    UPDATE event SET draw_began_at = clock_timestamp(), last_place = waiting WHERE id = p_event;
  END IF;
  RETURN true;
END
$$;
