-- Adds refused requests of one event to the counts of this minute, and keeps the last p_keep of them. p_counts are
-- the numbers by reason; p_latest is [{reason, buyerId, items}], oldest first. One process after the other, so that
-- two can't deadlock.
CREATE OR REPLACE FUNCTION record_refusals(p_event text, p_counts jsonb, p_latest jsonb, p_keep int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('refusals ' || p_event, 0));
  INSERT INTO refusal_count (event_id, minute, reason, count)
  SELECT p_event, date_trunc('minute', now()), c.key, c.value::int FROM jsonb_each_text(p_counts) AS c
  ON CONFLICT (event_id, minute, reason) DO UPDATE SET count = refusal_count.count + excluded.count;
  INSERT INTO refusal (event_id, at, reason, buyer_id, items)
  SELECT p_event, now(), r.one->>'reason', (r.one->>'buyerId')::uuid, r.one->'items'
  FROM jsonb_array_elements(p_latest) WITH ORDINALITY AS r (one, n) ORDER BY r.n;
  DELETE FROM refusal WHERE event_id = p_event
    AND id <= (SELECT id FROM refusal WHERE event_id = p_event ORDER BY id DESC OFFSET p_keep LIMIT 1);
END
$$;
