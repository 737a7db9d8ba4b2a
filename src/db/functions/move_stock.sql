-- Moves the tickets of these locked pre-orders: to 'sold' from held, or back to 'available' from held or
-- sold. Those that were sold count as cancelled too. Returned tickets fill the deficit first. If buyers wait for
-- what came back, or for a type that is now sold out, the line is notified. Types are always locked in the same
-- order, so that batches can't deadlock.
CREATE OR REPLACE FUNCTION move_stock(p_ids uuid[], p_to text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  change record;
  moves  boolean;
  lines  text[] := '{}';
BEGIN
  FOR change IN
    SELECT event_id, type, sum(CASE WHEN was_sold THEN 0 ELSE -n END)::int AS held,
      sum(CASE WHEN p_to = 'sold' THEN n WHEN was_sold THEN -n ELSE 0 END)::int AS sold,
      sum(CASE WHEN p_to = 'available' THEN n ELSE 0 END)::int AS freed,
      sum(CASE WHEN was_sold THEN n ELSE 0 END)::int AS cancelled
    FROM (SELECT p.event_id, i.item->>'ticketType' AS type, (i.item->>'quantity')::int AS n, false AS was_sold
          FROM pre_order p, jsonb_array_elements(p.items) AS i (item)
          -- What is being sold was held, although its row says sold by now.
          WHERE p.id = ANY (p_ids) AND (p_to = 'sold' OR p.status <> 'sold')
          UNION ALL
          -- Some tickets of an order may have been refunded.
          SELECT p.event_id, k.ticket_type, count(*)::int, true
          FROM pre_order p JOIN ticket k ON k.pre_order_id = p.id
          WHERE p.id = ANY (p_ids) AND p_to = 'available' AND p.status = 'sold' AND k.status IN ('sold', 'refunding')
          GROUP BY 1, 2) moved
    GROUP BY event_id, type ORDER BY event_id, type
  LOOP
    UPDATE ticket_type SET
      held = held + change.held,
      sold = sold + change.sold,
      cancelled = cancelled + change.cancelled,
      deficit = deficit - least(deficit, change.freed),
      available = available + change.freed - least(deficit, change.freed)
    WHERE event_id = change.event_id AND id = change.type
    RETURNING waiting > 0 AND (available > 0 OR held = 0) INTO moves;
    IF moves AND change.event_id <> ALL (lines) THEN lines := lines || change.event_id; END IF;
  END LOOP;
  PERFORM notify_lines(lines);
END
$$;
