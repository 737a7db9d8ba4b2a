-- Begins several sign-ins by e-mail, each by its own limits (ask_email_code), and queues their mails: one statement for
-- all that are asked for while another one runs. Of each the mail with the code and the one without are sealed already.
CREATE OR REPLACE FUNCTION ask_email_codes(
  p_ids uuid[], p_sessions uuid[], p_emails text[], p_keys text[], p_hmacs bytea[], p_mails bytea[], p_blocked bytea[],
  p_life_seconds int, p_resend_seconds int, p_per_hour int, p_session_per_hour int, p_wrong_per_day int)
RETURNS TABLE (ord int, outcome text, id uuid, expires_at timestamptz, wait_seconds int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  r record;
BEGIN
  -- The locks of all, in one order, so that two processes never wait for each other.
  PERFORM pg_advisory_xact_lock(l.hash) FROM (
    SELECT DISTINCT hashtextextended('email_code ' || name, 0) AS hash FROM unnest(p_sessions::text[] || p_keys) AS name
    ORDER BY 1) l;
  FOR i IN 1 .. cardinality(p_ids) LOOP
    SELECT * INTO r FROM ask_email_code(
      p_ids[i], p_sessions[i], p_emails[i], p_keys[i], p_hmacs[i],
      p_life_seconds, p_resend_seconds, p_per_hour, p_session_per_hour, p_wrong_per_day);
    IF r.outcome = 'new' THEN
      INSERT INTO mail (id, kind, sealed, worthless_at) VALUES (r.id, 'sign-in-code', p_mails[i], r.expires_at);
    ELSIF r.outcome = 'blocked' THEN
      INSERT INTO mail (id, kind, sealed, worthless_at) VALUES (r.id, 'sign-in-blocked', p_blocked[i], r.expires_at);
    END IF;
    RETURN QUERY SELECT i, r.outcome, r.id, r.expires_at, r.wait_seconds;
  END LOOP;
END
$$;
