-- Begins to give money back for tickets of a sold pre-order: all that are left, or those that are named. They admit
-- nobody from here on, and the record of the event says who gave them back. Again with the key, it finds the same refund.
-- outcome: `begun`, `known`, `key_reused` (other tickets with the same key), `not_paid` (nothing was paid here),
-- `ticket_not_found`, `nothing_to_refund`.
CREATE OR REPLACE FUNCTION begin_refund(
  p_id uuid, p_refund uuid, p_cause text, p_key text, p_tickets uuid[], p_reason text, p_who text,
  OUT outcome text, OUT refund uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  p        pre_order;
  a        payment_attempt;
  r        refund;
  v_ids    uuid[];
  v_amount bigint;
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(ARRAY[p_id]); END IF;
  SELECT * INTO p FROM pre_order WHERE id = p_id FOR UPDATE;
  SELECT * INTO r FROM refund WHERE pre_order_id = p_id AND key = p_key;
  IF FOUND THEN
    refund := r.id;
    outcome := CASE WHEN p_tickets IS NULL OR r.tickets <@ p_tickets AND r.tickets @> p_tickets THEN 'known'
                    ELSE 'key_reused' END;
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM unnest(p_tickets) AS t (id) WHERE NOT EXISTS (
               SELECT FROM ticket k WHERE k.id = t.id AND k.pre_order_id = p_id)) THEN
    outcome := 'ticket_not_found';
    RETURN;
  END IF;
  SELECT * INTO a FROM payment_attempt WHERE id = p.payment_id FOR UPDATE;
  IF NOT FOUND OR a.status <> 'paid' THEN
    outcome := CASE WHEN a.status = 'authorized' THEN 'not_paid' ELSE 'nothing_to_refund' END;
    RETURN;
  END IF;
  -- A named ticket that was given back already makes the whole request void: half of what was asked isn't what was asked.
  v_ids := ARRAY(SELECT id FROM ticket WHERE pre_order_id = p_id AND status = 'sold'
                   AND (p_tickets IS NULL OR id = ANY (p_tickets)) ORDER BY id);
  IF p.status <> 'sold' OR cardinality(v_ids) = 0 OR cardinality(v_ids) < cardinality(p_tickets) THEN
    outcome := 'nothing_to_refund';
    RETURN;
  END IF;
  SELECT sum((SELECT (i.item->>'unitPriceCents')::bigint FROM jsonb_array_elements(p.items) AS i (item)
              WHERE i.item->>'ticketType' = k.ticket_type LIMIT 1))
  INTO v_amount FROM ticket k WHERE k.id = ANY (v_ids);
  IF v_amount = 0 THEN outcome := 'nothing_to_refund'; RETURN; END IF;
  UPDATE ticket SET status = 'refunding' WHERE id = ANY (v_ids);
  INSERT INTO refund (id, attempt_id, pre_order_id, event_id, cause, key, tickets, amount_cents, currency, reason, who)
  VALUES (p_refund, a.id, p_id, p.event_id, p_cause, p_key, v_ids, v_amount, a.currency, p_reason, p_who);
  INSERT INTO operator_action (event_id, who, what, detail)
  VALUES (p.event_id, p_who, 'refund', jsonb_build_object('preOrderId', p_id, 'refundId', p_refund,
    'amountCents', v_amount, 'currency', a.currency, 'reason', p_reason));
  PERFORM book(a.id, 'refund_begun', 'tickets', 'owed', v_amount, p_refund);
  PERFORM notify_changes('{}', ARRAY[p_id]);
  refund := p_refund;
  outcome := 'begun';
END
$$;
