-- A pre-order as it is now by the database's clock: what every statement on pre-orders returns.
CREATE OR REPLACE VIEW pre_order_now AS
SELECT p.id, p.event_id, p.buyer_id, p.idempotency_key, p.status, p.items, p.quantity, p.total_cents,
  p.currency, p.hold_seconds, p.idle_seconds, p.asked_at, p.called_at, p.held_at, p.last_activity_at,
  p.hold_ends_at, p.expires_at, p.accepted_at, p.closed_at, p.reason, p.lease_until,
  clock_timestamp() AS server_time,
  ceil(extract(epoch FROM p.expires_at - clock_timestamp()) * 1000)::float8 AS remaining_ms,
  (SELECT coalesce(json_agg(json_build_object('id', t.id, 'ticketType', t.ticket_type, 'status', t.status,
                                              'code', t.code) ORDER BY t.ticket_type, t.id), '[]')
     FROM ticket t WHERE t.pre_order_id = p.id) AS tickets,
  CASE WHEN p.status = 'in_line' AND p.place IS NULL
       THEN (SELECT w.number FROM place w WHERE w.pre_order_id = p.id LIMIT 1) ELSE p.place END AS place,
  -- How many present buyers are before it for one of its types: counted up to a hundred. Beyond that, the
  -- distance to the first of them, which is never too low.
  CASE WHEN p.status = 'in_line' THEN (
    SELECT max(CASE WHEN before.n <= 100 THEN before.n ELSE w.number - before.first END)
    FROM place w, LATERAL (
      SELECT count(*) AS n, min(counted.number) AS first FROM (
        SELECT b.number FROM place b
        WHERE b.event_id = w.event_id AND b.ticket_type = w.ticket_type AND NOT b.absent
          AND b.number < w.number ORDER BY b.number LIMIT 101) counted) before
    WHERE w.pre_order_id = p.id) END AS ahead,
  -- The attempt that pays for it, or the last one.
  CASE WHEN p.attempts > 0 THEN (
    SELECT json_build_object('id', a.id, 'attempt', a.number, 'method', a.method, 'status', a.status,
      'opened', a.provider_id IS NOT NULL, 'payUrl', a.pay_url, 'pixText', a.pix_text,
      'pixExpiresAt', a.pix_expires_at, 'declineReason', a.decline_reason, 'amountCents', a.amount_cents,
      'currency', a.currency, 'capturedCents', a.captured_cents, 'refundedCents', coalesce(r.refunded, 0),
      'refundingCents', coalesce(r.refunding, 0),
      -- Open, or lost.
      'disputed', EXISTS (SELECT FROM dispute d WHERE d.attempt_id = a.id AND d.status NOT IN ('won', 'warning_closed')), 'endedAt', a.ended_at, 'createdAt', a.created_at,
      'payUntil', CASE WHEN p.status = 'paying' THEN p.expires_at ELSE a.pay_until END)
    FROM payment_attempt a CROSS JOIN LATERAL (
      SELECT sum(r.amount_cents) FILTER (WHERE r.status = 'succeeded') AS refunded,
        sum(r.amount_cents) FILTER (WHERE r.status <> 'succeeded') AS refunding
      FROM refund r WHERE r.attempt_id = a.id) r
    WHERE a.pre_order_id = p.id ORDER BY a.id IS NOT DISTINCT FROM p.payment_id DESC, a.number DESC LIMIT 1)
  END AS payment
FROM pre_order p;
