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
      sum(i.quantity) FILTER (WHERE p.status IN ('called', 'pre_order', 'checking_out')) AS held,
      sum(i.quantity) FILTER (WHERE p.status = 'sold') AS sold,
      sum(i.quantity) FILTER (WHERE p.sold_at IS NOT NULL) AS cancelled
    FROM p, jsonb_to_recordset(p.items) AS i ("ticketType" text, quantity int) GROUP BY 1, 2
  )
  SELECT 'stock', t.event_id, t.id
  FROM ticket_type t JOIN e ON e.id = t.event_id
  LEFT JOIN item ON item.event_id = t.event_id AND item.type = t.id
  WHERE t.held <> coalesce(item.held, 0) OR t.sold <> coalesce(item.sold, 0)
    OR t.cancelled <> coalesce(item.cancelled, 0)
    OR t.capacity + t.deficit <> t.available + t.held + t.sold
  UNION ALL
  SELECT 'tickets', p.event_id, p.id::text FROM p
  LEFT JOIN (SELECT pre_order_id, status, count(*) AS n FROM ticket GROUP BY 1, 2) k
    ON k.pre_order_id = p.id AND k.status = CASE p.status WHEN 'sold' THEN 'sold' ELSE 'pre_order' END
  WHERE p.status IN ('pre_order', 'checking_out', 'sold') AND p.quantity <> coalesce(k.n, 0)
  UNION ALL
  -- What is sold, or about to be, counts for who got it: it isn't taken away when buyers turn out to be one person.
  SELECT 'limit', p.event_id, b.id::text
  FROM p JOIN e ON e.id = p.event_id,
    LATERAL (SELECT CASE WHEN p.status IN ('checking_out', 'sold') THEN coalesce(p.obtained_by, p.buyer_id)
                         ELSE p.buyer_id END) AS b (id)
  WHERE p.status IN ('in_line', 'called', 'pre_order', 'checking_out', 'sold')
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
  WHERE p.status = 'pre_order' AND p.expires_at < now() - interval '1 minute'
    OR p.status IN ('called', 'checking_out') AND p.lease_until < now() - interval '1 minute'
$$;
