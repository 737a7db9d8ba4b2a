-- What breaks the invariants of a sale, for one event or (null) for all; empty at every instant. For audits,
-- tests and the operator's report.
CREATE OR REPLACE FUNCTION audit(p_event text) RETURNS TABLE (invariant text, event_id text, offender text)
LANGUAGE sql STABLE AS $$
  WITH e AS (SELECT * FROM event WHERE (p_event IS NULL OR id = p_event)
    -- Nothing is left to compare.
    AND NOT EXISTS (SELECT FROM removal r WHERE r.event_id = event.id AND r.what = 'everything')),
  p AS (SELECT o.* FROM pre_order o JOIN e ON e.id = o.event_id),
  item AS (
    SELECT p.event_id, i."ticketType" AS type,
      sum(i.quantity) FILTER (WHERE p.status IN ('called', 'pre_order', 'paying', 'checking_out')) AS held
    FROM p, jsonb_to_recordset(p.items) AS i ("ticketType" text, quantity int) GROUP BY 1, 2
  ),
  -- Some tickets of an order may have been refunded.
  owned AS (
    SELECT p.event_id, k.ticket_type AS type,
      count(*) FILTER (WHERE p.status = 'sold' AND k.status IN ('sold', 'refunding')) AS sold,
      count(*) FILTER (WHERE p.status = 'cancelled' AND p.sold_at IS NOT NULL AND k.status = 'invalidated') AS cancelled
    FROM p JOIN ticket k ON k.pre_order_id = p.id WHERE p.status = 'sold' OR p.sold_at IS NOT NULL GROUP BY 1, 2
  ),
  money AS (
    SELECT p.*,
      (SELECT -coalesce(sum(l.amount_cents), 0) FROM ledger l
       WHERE l.pre_order_id = p.id AND l.account = 'tickets') AS for_tickets,
      (SELECT -coalesce(sum(l.amount_cents), 0) FROM ledger l
       WHERE l.pre_order_id = p.id AND l.account = 'owed') AS owed,
      -- The tickets that are live and paid for.
      CASE WHEN p.status = 'sold' AND a.captured_cents > 0 THEN (
        SELECT coalesce(sum((SELECT (i.item->>'unitPriceCents')::bigint FROM jsonb_array_elements(p.items) AS i (item)
                             WHERE i.item->>'ticketType' = k.ticket_type LIMIT 1)), 0)
        FROM ticket k WHERE k.pre_order_id = p.id AND k.status = 'sold') ELSE 0 END AS price,
      -- What is owed by a running workflow or a person's task.
      (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r
       WHERE r.pre_order_id = p.id AND r.status <> 'succeeded')
      + (SELECT coalesce(sum(o.captured_cents - (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r
                                                 WHERE r.attempt_id = o.id)), 0)
         FROM payment_attempt o WHERE o.pre_order_id = p.id AND o.status = 'paid'
           AND o.check_at IS NOT NULL AND is_unsettled(o, row_of))
      + CASE WHEN p.status = 'checking_out' THEN coalesce(a.captured_cents, 0) ELSE 0 END AS being_settled,
      a.status AS payment_status
    FROM p JOIN pre_order row_of ON row_of.id = p.id LEFT JOIN payment_attempt a ON a.id = p.payment_id
    WHERE p.attempts > 0
  )
  SELECT 'stock', t.event_id, t.id
  FROM ticket_type t JOIN e ON e.id = t.event_id
  LEFT JOIN item ON item.event_id = t.event_id AND item.type = t.id
  LEFT JOIN owned ON owned.event_id = t.event_id AND owned.type = t.id
  WHERE t.held <> coalesce(item.held, 0) OR t.sold <> coalesce(owned.sold, 0)
    OR t.cancelled <> coalesce(owned.cancelled, 0)
    OR t.capacity + t.deficit <> t.available + t.held + t.sold
  UNION ALL
  SELECT 'tickets', p.event_id, p.id::text FROM p
  WHERE p.status IN ('pre_order', 'paying', 'checking_out', 'sold') AND p.quantity <> (
    SELECT count(*) FROM ticket k WHERE k.pre_order_id = p.id
      AND CASE WHEN p.status = 'sold' THEN k.status IN ('sold', 'refunding') ELSE k.status = 'pre_order' END)
  UNION ALL
  -- What is sold, or about to be, counts for who got it: it isn't taken away when buyers turn out to be one person.
  SELECT 'limit', p.event_id, b.id::text
  FROM p JOIN e ON e.id = p.event_id,
    LATERAL (SELECT CASE WHEN p.status IN ('paying', 'checking_out', 'sold') THEN coalesce(p.obtained_by, p.buyer_id)
                         ELSE p.buyer_id END) AS b (id)
  WHERE p.status IN ('in_line', 'called', 'pre_order', 'paying', 'checking_out', 'sold')
  GROUP BY p.event_id, b.id, e.max_per_buyer HAVING sum(p.quantity) > e.max_per_buyer
  UNION ALL
  SELECT 'merged', p.event_id, p.id::text FROM p JOIN merged_buyer m ON m.from_id = p.buyer_id
  UNION ALL
  SELECT 'line', e.id, 'waiting ' || e.waiting FROM e
  WHERE e.waiting <> (SELECT count(*) FROM p WHERE p.event_id = e.id AND p.status = 'in_line')
  UNION ALL
  SELECT 'line', t.event_id, t.id FROM ticket_type t JOIN e ON e.id = t.event_id
  WHERE t.waiting <> (SELECT count(*) FROM place w
                      WHERE w.event_id = t.event_id AND w.ticket_type = t.id AND NOT w.absent)
  UNION ALL
  SELECT 'line', w.event_id, w.pre_order_id::text FROM place w JOIN e ON e.id = w.event_id
  LEFT JOIN p ON p.id = w.pre_order_id WHERE p.status IS DISTINCT FROM 'in_line'
  UNION ALL
  SELECT 'line', p.event_id, p.id::text FROM p JOIN e ON e.id = p.event_id
  LEFT JOIN place w ON w.pre_order_id = p.id
  WHERE p.status = 'in_line' AND (NOT e.draw OR e.drawn_at IS NOT NULL) AND w.pre_order_id IS NULL
  UNION ALL
  SELECT 'called', p.event_id, p.id::text FROM p WHERE p.called_at IS NOT NULL AND p.status = 'refused'
  UNION ALL
  -- After an outage, the timers, the leases and the reconciler together may take a minute.
  SELECT 'ends', p.event_id, p.id::text FROM p
  WHERE p.status IN ('pre_order', 'paying') AND p.expires_at < now() - interval '1 minute'
    OR p.status IN ('called', 'checking_out') AND p.lease_until < now() - interval '1 minute'
  UNION ALL
  -- What was captured, less what was refunded, is the price of live tickets; what is owed has somebody who gives it back.
  SELECT 'money', m.event_id, m.id::text FROM money m
  WHERE m.for_tickets <> m.price OR m.owed <> m.being_settled
    -- A sold card payment whose money isn't taken after an hour.
    OR m.status = 'sold' AND m.payment_status = 'authorized' AND m.closed_at < now() - interval '1 hour'
    OR m.status = 'sold' AND coalesce(m.payment_status, 'none') NOT IN ('authorized', 'paid') AND NOT EXISTS (
         SELECT FROM operator_task t WHERE t.pre_order_id = m.id AND t.done_at IS NULL)
$$;
