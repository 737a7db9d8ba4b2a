-- Counts a try of a code, before anybody compares it. The lock makes the limits hold however many tries come at
-- once.
--
-- Without a row, there is no such code of this session; without an HMAC, it can't be used any more.
CREATE OR REPLACE FUNCTION try_email_code(p_id uuid, p_session uuid, p_wrong_per_day int)
RETURNS TABLE (code_hmac bytea, attempts_left int, email text, email_key text, used boolean,
               idempotency_key text, new_session_id uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  c email_code;
BEGIN
  SELECT * INTO c FROM email_code e WHERE e.id = p_id AND p_session IN (e.session_id, e.new_session_id);
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('email_code ' || c.email_key, 0));
  IF wrong_codes_today(c.email_key) < p_wrong_per_day THEN
    RETURN QUERY
    UPDATE email_code e SET tries = e.tries + 1
    WHERE e.id = p_id AND e.tries < 5 AND e.expires_at > clock_timestamp()
    RETURNING e.code_hmac, 5 - e.tries, e.email, e.email_key, e.used_at IS NOT NULL, e.idempotency_key,
      e.new_session_id;
    IF FOUND THEN RETURN; END IF;
  END IF;
  RETURN QUERY SELECT NULL::bytea, 0, c.email, c.email_key, c.used_at IS NOT NULL, NULL::text, NULL::uuid;
END
$$;
