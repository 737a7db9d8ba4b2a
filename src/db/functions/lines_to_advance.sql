-- Events whose line may be able to advance without a notification: one got lost, a sale opened or ended, or a
-- buyer went away.
CREATE OR REPLACE FUNCTION lines_to_advance() RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT e.id FROM event e WHERE e.waiting > 0 AND (
    event_status(e, now()) IN ('closed', 'cancelled')
    OR event_status(e, now()) = 'on_sale' AND (NOT e.draw OR e.drawn_at IS NOT NULL)
       AND EXISTS (SELECT FROM ticket_type t WHERE t.event_id = e.id
                     AND (t.waiting > 0 AND t.available > 0
                          OR t.available = 0 AND t.held = 0 AND EXISTS (
                            SELECT FROM place w WHERE w.event_id = e.id AND w.ticket_type = t.id))))
$$;
