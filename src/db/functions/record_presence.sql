-- Records that these buyers are present, so that their places aren't passed over. Rows that the line has
-- locked are skipped; the next sign of presence follows soon.
CREATE OR REPLACE FUNCTION record_presence(p_buyers uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE pre_order SET seen_at = now() WHERE id IN (
    SELECT p.id FROM event e
    JOIN pre_order p ON p.event_id = e.id AND p.status = 'in_line' AND p.buyer_id = ANY (p_buyers)
    WHERE e.presence_seconds > 0 AND e.waiting > 0 FOR NO KEY UPDATE OF p SKIP LOCKED);
END
$$;
