-- An attempt to pay is over without money: back to the hold, with time for another attempt, or to the end where there
-- is no time left or a reason to end is given. The caller holds the row's lock.
CREATE OR REPLACE FUNCTION end_paying(p_id uuid, p_end_reason text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_until timestamptz;
BEGIN
  SELECT greatest(least(now() + make_interval(secs => idle_seconds), hold_ends_at),
                  least(now() + interval '1 minute', pay_ends_at))
  INTO v_until FROM pre_order WHERE id = p_id;
  IF p_end_reason IS NOT NULL OR v_until <= now() THEN
    PERFORM invalidate_pre_orders(ARRAY[p_id], 'invalidated', coalesce(p_end_reason, 'payment_not_completed'));
  ELSE
    UPDATE pre_order SET status = 'pre_order', expires_at = v_until, last_activity_at = now() WHERE id = p_id;
    PERFORM notify_changes('{}', ARRAY[p_id]);
  END IF;
END
$$;
