-- How many wrong codes were tried for an address within the last day.
CREATE OR REPLACE FUNCTION wrong_codes_today(p_key text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(tries), 0) - count(used_at) FROM email_code
  WHERE email_key = p_key AND created_at > clock_timestamp() - interval '1 day'
$$;
