-- Records what the provider says of an attempt, and does what follows for its pre-order. A status never goes back, so
-- the order and the repetition of what is said don't matter; money that arrives after all always counts.
--
-- p_end_reason: if this ends the attempt without money, the pre-order ends with it, for this reason.
-- next: what the caller has to do. `sell`: signal the checkout; `look`: let the workflow look; `settle`: this attempt
-- isn't what its pre-order waits for, and a settlePayment workflow has to end it; `nothing`.
--
-- Locks: pre-order, attempt, ticket types.
CREATE OR REPLACE FUNCTION record_payment(
  p_attempt uuid, p_status text, p_provider_id text, p_intent_id text, p_captured bigint, p_pay_url text,
  p_pix_text text, p_pix_expires_at timestamptz, p_decline_reason text, p_mismatch text, p_end_reason text,
  p_lease_seconds int, OUT next text, OUT "preOrderId" uuid)
LANGUAGE plpgsql AS $$
DECLARE
  a    payment_attempt;
  p    pre_order;
  news boolean;
BEGIN
  next := 'nothing';
  SELECT pre_order_id INTO "preOrderId" FROM payment_attempt WHERE id = p_attempt;
  IF NOT FOUND THEN RETURN; END IF;
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN
    PERFORM apply_bulk_changes(ARRAY["preOrderId"]);
  END IF;
  SELECT * INTO p FROM pre_order WHERE id = "preOrderId" FOR UPDATE;
  SELECT * INTO a FROM payment_attempt WHERE id = p_attempt FOR UPDATE;
  news := CASE
    WHEN a.status IN ('open', 'unknown') THEN p_status <> 'unknown' OR a.status = 'open'
    WHEN a.status = 'processing' THEN p_status NOT IN ('open', 'processing', 'unknown')
    WHEN a.status = 'authorized' THEN p_status IN ('paid', 'cancelled', 'expired')
    WHEN a.status = 'paid' THEN false
    ELSE p_status IN ('authorized', 'paid')
  END;

  IF news THEN
    UPDATE payment_attempt SET status = p_status, mismatch = coalesce(p_mismatch, mismatch),
      provider_id = coalesce(p_provider_id, provider_id), intent_id = coalesce(p_intent_id, intent_id),
      pay_url = coalesce(p_pay_url, pay_url), pix_text = coalesce(p_pix_text, pix_text),
      pix_expires_at = coalesce(p_pix_expires_at, pix_expires_at),
      decline_reason = coalesce(p_decline_reason, decline_reason),
      captured_cents = greatest(captured_cents, p_captured),
      checks = CASE WHEN status = p_status THEN checks ELSE 0 END,
      ended_at = CASE WHEN p_status NOT IN ('open', 'processing', 'unknown') THEN coalesce(ended_at, now()) END
    WHERE id = p_attempt;
    IF p_captured > a.captured_cents THEN
      -- A card's money is taken for tickets that are sold; other money is owed until they are.
      PERFORM book(p_attempt, 'paid', 'provider', CASE
        WHEN p.payment_id = p_attempt AND p.status = 'sold' AND a.captured_cents = 0 THEN 'tickets' ELSE 'owed' END,
        p_captured - a.captured_cents);
    END IF;
    IF p_status IN ('cancelled', 'expired') AND p.status = 'sold' AND p.payment_id = p_attempt THEN
      PERFORM open_task('capture_failed', p_attempt::text, p.event_id, p.id, '{}');
    END IF;
    IF p_mismatch IS NOT NULL THEN
      PERFORM open_task('payment_mismatch', p_attempt::text, p.event_id, p.id, jsonb_build_object('what', p_mismatch));
    END IF;
  END IF;
  SELECT * INTO a FROM payment_attempt WHERE id = p_attempt;

  IF a.status IN ('authorized', 'paid') AND a.mismatch IS NULL AND p.payment_id IS NULL
     AND p.status IN ('pre_order', 'paying') THEN
    -- Accepted is accepted, whatever the timer does.
    UPDATE pre_order SET status = 'checking_out', accepted_at = now(), payment_id = p_attempt,
      lease_until = now() + make_interval(secs => p_lease_seconds)
    WHERE id = p.id;
    PERFORM notify_changes('{}', ARRAY[p.id]);
    next := 'sell';
  ELSIF p.status = 'paying' AND (a.mismatch IS NOT NULL OR a.status NOT IN ('open', 'processing', 'unknown'))
        AND NOT EXISTS (SELECT FROM payment_attempt o WHERE o.pre_order_id = p.id AND o.id <> p_attempt
                          AND o.status IN ('open', 'processing', 'unknown')) THEN
    PERFORM end_paying(p.id, p_end_reason);
    next := 'look';
  ELSIF news THEN
    PERFORM notify_changes('{}', ARRAY[p.id]);
  END IF;

  SELECT * INTO p FROM pre_order WHERE id = "preOrderId";
  IF next = 'nothing' AND is_unsettled(a, p) THEN next := 'settle'; END IF;
  UPDATE payment_attempt SET check_at = CASE
    WHEN is_unsettled(a, p) THEN now() + make_interval(secs => least(300, 5 * 2 ^ least(a.checks, 6)))
    WHEN a.status IN ('open', 'processing', 'unknown') OR a.status = 'authorized'
    THEN now() + make_interval(secs => least(300, 60 * 2 ^ least(a.checks, 6))) END
  WHERE id = p_attempt;
END
$$;
