-- Sells to a payment that came after the hold, if every ticket is free this instant and the buyer's limit allows it.
-- Returns whether it did. The caller holds the locks of the event, the pre-order and the attempt.
CREATE OR REPLACE FUNCTION sell_late(e event, p pre_order, a payment_attempt) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_free boolean;
BEGIN
  IF e.state = 'cancelled' OR EXISTS (SELECT FROM merged_buyer WHERE from_id = p.buyer_id) THEN RETURN false; END IF;
  PERFORM FROM ticket_type WHERE event_id = e.id ORDER BY id FOR NO KEY UPDATE;
  SELECT bool_and(t.available >= i.quantity) INTO v_free
  FROM jsonb_to_recordset(p.items) AS i ("ticketType" text, quantity int)
  LEFT JOIN ticket_type t ON t.event_id = e.id AND t.id = i."ticketType";
  IF v_free IS NOT TRUE OR p.quantity + (
       SELECT coalesce(sum(o.quantity), 0) FROM pre_order o
       WHERE o.buyer_id = p.buyer_id AND o.event_id = e.id AND o.asked_at > '-infinity'
         AND o.status IN ('in_line', 'called', 'pre_order', 'paying', 'checking_out', 'sold')) > e.max_per_buyer THEN
    RETURN false;
  END IF;
  UPDATE ticket_type t SET available = t.available - i.quantity, sold = t.sold + i.quantity
  FROM jsonb_to_recordset(p.items) AS i ("ticketType" text, quantity int)
  WHERE t.event_id = e.id AND t.id = i."ticketType";
  UPDATE pre_order SET status = 'sold', accepted_at = now(), closed_at = clock_timestamp(), reason = NULL,
    payment_id = a.id, lease_until = NULL
  WHERE id = p.id;
  UPDATE ticket SET status = 'sold', code = ticket_code() WHERE pre_order_id = p.id;
  PERFORM book_sales(ARRAY[p.id]);
  PERFORM notify_changes(ARRAY[e.id], ARRAY[p.id]);
  RETURN true;
END
$$;
