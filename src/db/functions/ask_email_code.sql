-- Begins a sign-in by e-mail, if the limits allow it. Whether a buyer has this address is never asked here, so
-- the answer can't depend on it.
--
-- Outcomes: `new`; `again` while a code of this session is fresh or its mail hasn't left yet, so that no second
-- mail follows; `blocked` after too many wrong codes, which answers like `new`; `limited`.
CREATE OR REPLACE FUNCTION ask_email_code(
  p_id uuid, p_session uuid, p_email text, p_key text, p_hmac bytea,
  p_life_seconds int, p_resend_seconds int, p_per_hour int, p_session_per_hour int, p_wrong_per_day int)
RETURNS TABLE (outcome text, id uuid, expires_at timestamptz, wait_seconds int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  c    email_code;
  v_at timestamptz;
BEGIN
  -- However many requests come at once, the limits hold: first of the session, then of the address.
  PERFORM pg_advisory_xact_lock(hashtextextended('email_code ' || p_session, 0));
  PERFORM pg_advisory_xact_lock(hashtextextended('email_code ' || p_key, 0));
  v_at := clock_timestamp();
  SELECT * INTO c FROM email_code e
  WHERE e.session_id = p_session AND e.email_key = p_key AND e.used_at IS NULL AND e.tries < 5
    AND e.expires_at > v_at
  ORDER BY e.created_at DESC LIMIT 1;
  IF c.created_at > v_at - make_interval(secs => p_resend_seconds)
    OR EXISTS (SELECT FROM mail m WHERE m.id = c.id AND m.status = 'queued') THEN
    RETURN QUERY SELECT 'again', c.id, c.expires_at, greatest(1, ceil(extract(epoch FROM
      c.created_at + make_interval(secs => p_resend_seconds) - v_at))::int);
    RETURN;
  END IF;

  RETURN QUERY
  SELECT 'limited', NULL::uuid, NULL::timestamptz,
    greatest(1, ceil(extract(epoch FROM min(r.created_at) + interval '1 hour' - v_at))::int)
  FROM (
    (SELECT 1 AS of, p_per_hour AS most, e.created_at FROM email_code e
     WHERE e.email_key = p_key AND e.created_at > v_at - interval '1 hour'
     ORDER BY e.created_at DESC LIMIT p_per_hour)
    UNION ALL
    (SELECT 2, p_session_per_hour, e.created_at FROM email_code e
     WHERE e.session_id = p_session AND e.created_at > v_at - interval '1 hour'
     ORDER BY e.created_at DESC LIMIT p_session_per_hour)) r
  GROUP BY r.of, r.most HAVING count(*) >= r.most
  ORDER BY 4 DESC LIMIT 1;
  IF FOUND THEN RETURN; END IF;

  INSERT INTO email_code (id, session_id, email, email_key, code_hmac, created_at, expires_at)
  VALUES (p_id, p_session, p_email, p_key, p_hmac, v_at, v_at + make_interval(secs => p_life_seconds));
  RETURN QUERY
  SELECT CASE WHEN wrong_codes_today(p_key) < p_wrong_per_day THEN 'new' ELSE 'blocked' END,
    p_id, v_at + make_interval(secs => p_life_seconds), p_resend_seconds;
END
$$;
