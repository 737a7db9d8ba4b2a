-- Whether an order's money is still in flight, owed to its buyer, disputed, or waits for a person. Its records stay.
CREATE OR REPLACE FUNCTION has_open_money(p pre_order) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p.attempts > 0 AND (
    EXISTS (SELECT FROM payment_attempt a WHERE a.pre_order_id = p.id
            AND (a.check_at IS NOT NULL OR a.status IN ('open', 'processing', 'authorized', 'unknown')))
    OR EXISTS (SELECT FROM refund r WHERE r.pre_order_id = p.id AND r.status <> 'succeeded')
    OR (SELECT coalesce(sum(l.amount_cents), 0) <> 0 FROM ledger l
        WHERE l.pre_order_id = p.id AND l.account = 'owed')
    OR EXISTS (SELECT FROM dispute d JOIN payment_attempt a ON a.id = d.attempt_id
               WHERE a.pre_order_id = p.id AND d.closed_at IS NULL))
$$;
