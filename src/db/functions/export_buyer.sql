-- All that is stored about a buyer but secrets, as one JSON text, as of one moment.
CREATE OR REPLACE FUNCTION export_buyer(p_buyer uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'buyerId', p_buyer,
    'exportedAt', clock_timestamp(),
    'account', (
      SELECT jsonb_build_object('email', b.email, 'emailVerifiedAt', b.email_verified_at, 'createdAt', b.created_at)
      FROM buyer b WHERE b.id = p_buyer AND b.erased_at IS NULL),
    'earlierBuyerIds', coalesce((
      SELECT jsonb_agg(m.from_id ORDER BY m.at) FROM merged_buyer m WHERE m.to_id = p_buyer), '[]'),
    'sessions', coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', s.id, 'createdAt', s.created_at, 'lastUsedAt', s.last_used_at,
        'device', s.device, 'endedAt', s.ended_at) ORDER BY s.created_at)
      FROM session s WHERE s.buyer_id = p_buyer), '[]'),
    'codes', coalesce((
      SELECT jsonb_agg(jsonb_build_object('email', c.email, 'askedAt', c.created_at, 'expiresAt', c.expires_at,
        'tries', c.tries, 'usedAt', c.used_at,
        'mail', (SELECT jsonb_build_object('status', m.status, 'endedAt', m.ended_at) FROM mail m WHERE m.id = c.id))
        ORDER BY c.created_at)
      FROM email_code c
      WHERE c.email_key = (SELECT b.email_key FROM buyer b WHERE b.id = p_buyer)
        OR c.session_id = ANY (ARRAY(SELECT s.id FROM session s WHERE s.buyer_id = p_buyer)) OR c.session_id = p_buyer),
      '[]'),
    'passkeys', coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'transports', k.transports,
        'createdAt', k.created_at, 'lastUsedAt', k.last_used_at) ORDER BY k.created_at)
      FROM passkey k WHERE k.buyer_id = p_buyer), '[]'),
    'accountsElsewhere', coalesce((
      SELECT jsonb_agg(jsonb_build_object('issuer', i.issuer, 'subject', i.subject, 'createdAt', i.created_at)
        ORDER BY i.created_at)
      FROM oidc_identity i WHERE i.buyer_id = p_buyer), '[]'),
    'preOrders', coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', p.id, 'eventId', p.event_id, 'status', p.status, 'items', p.items,
        'quantity', p.quantity, 'totalCents', p.total_cents, 'currency', p.currency, 'askedAt', p.asked_at,
        'calledAt', p.called_at, 'heldAt', p.held_at, 'lastActivityAt', p.last_activity_at,
        'acceptedAt', p.accepted_at, 'soldAt', p.sold_at, 'closedAt', p.closed_at, 'reason', p.reason,
        'place', coalesce(p.place, (SELECT w.number FROM place w WHERE w.pre_order_id = p.id LIMIT 1)),
        'seenAt', p.seen_at, 'idempotencyKey', p.idempotency_key,
        'tickets', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'ticketType', t.ticket_type,
                                                                 'status', t.status, 'code', t.code)), '[]')
                    FROM ticket t WHERE t.pre_order_id = p.id),
        'payments', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'number', a.number, 'method', a.method,
                       'status', a.status, 'amountCents', a.amount_cents, 'capturedCents', a.captured_cents,
                       'currency', a.currency, 'declineReason', a.decline_reason, 'createdAt', a.created_at,
                       'endedAt', a.ended_at) ORDER BY a.number), '[]')
                     FROM payment_attempt a WHERE a.pre_order_id = p.id),
        'refunds', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'paymentId', r.attempt_id,
                      'status', r.status, 'tickets', r.tickets, 'amountCents', r.amount_cents, 'currency', r.currency,
                      'cause', r.cause, 'reason', r.reason, 'createdAt', r.created_at, 'endedAt', r.ended_at)
                      ORDER BY r.created_at, r.id), '[]')
                    FROM refund r WHERE r.pre_order_id = p.id)) ORDER BY p.asked_at, p.id)
      FROM pre_order p WHERE p.buyer_id = p_buyer AND p.asked_at > '-infinity'), '[]'),
    'refusals', coalesce((
      SELECT jsonb_agg(jsonb_build_object('eventId', r.event_id, 'at', r.at, 'reason', r.reason, 'items', r.items)
        ORDER BY r.id)
      FROM refusal r WHERE r.buyer_id = p_buyer), '[]'))
$$;
