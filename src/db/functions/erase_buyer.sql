-- Erases what is personal about a buyer. Their orders stay, with another random id in place of the buyer's, so that
-- nothing that the buyer had leads to them: numbers, amounts, times, and the codes of tickets that were bought.
--
-- What is open is given back. Returns one row: the pre-orders whose workflows have to learn that, every session that
-- has ended by this, and how many orders are being paid. The caller refuses those (by
-- rolling back), or, after a restore, leaves them to their workflows.
--
-- Locks: the buyer, which sign-ins lock, too; then as in merge_buyers. Merges and joins of this buyer are refused from
-- here on (`merged_buyer`). Again, it erases what came since.
CREATE OR REPLACE FUNCTION erase_buyer(
  p_buyer uuid, OUT given_back uuid[], OUT sessions uuid[], OUT paying int)
LANGUAGE plpgsql AS $$
DECLARE
  v_nobody  constant uuid := '00000000-0000-0000-0000-000000000000';
  v_other   constant uuid := gen_random_uuid();
  v_ids     uuid[];
  v_key     text;
  v_events  text[];
  v_open    uuid[];
  v_waiting uuid[];
  v_event   text;
  v_codes   uuid[];
BEGIN
  INSERT INTO buyer (id) VALUES (p_buyer) ON CONFLICT (id) DO NOTHING;
  SELECT email_key INTO v_key FROM buyer WHERE id = p_buyer FOR UPDATE;
  -- Who were merged with this buyer before; their sessions asked for codes, too.
  v_ids := p_buyer || ARRAY(SELECT from_id FROM merged_buyer WHERE to_id = p_buyer);
  PERFORM pg_advisory_xact_lock(uuid_hash_extended(p_buyer, 0));
  INSERT INTO merged_buyer (from_id, to_id) SELECT unnest(v_ids), v_nobody
  ON CONFLICT (from_id) DO UPDATE SET to_id = v_nobody;

  v_events := ARRAY(SELECT DISTINCT event_id FROM pre_order WHERE buyer_id = p_buyer AND asked_at > '-infinity');
  PERFORM FROM event WHERE id = ANY (v_events) ORDER BY id FOR NO KEY UPDATE;
  v_open := ARRAY(
    SELECT id FROM pre_order
    WHERE buyer_id = p_buyer AND asked_at > '-infinity' AND status IN ('called', 'pre_order', 'paying', 'checking_out', 'sold')
    ORDER BY id FOR UPDATE);
  PERFORM apply_extensions(v_open);
  PERFORM FROM ticket_type WHERE event_id = ANY (v_events) ORDER BY event_id, id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(v_open); END IF;
  SELECT count(*) INTO paying FROM pre_order WHERE id = ANY (v_open) AND status IN ('paying', 'checking_out');
  given_back := ARRAY(
    SELECT id FROM pre_order WHERE id = ANY (v_open) AND status IN ('called', 'pre_order') ORDER BY id);
  PERFORM invalidate_pre_orders(given_back, 'invalidated', 'given_back');
  FOREACH v_event IN ARRAY v_events LOOP
    v_waiting := ARRAY(
      SELECT id FROM pre_order
      WHERE event_id = v_event AND buyer_id = p_buyer AND status = 'in_line' AND asked_at > '-infinity');
    PERFORM refuse_pre_orders(v_event, v_waiting, 'given_back');
  END LOOP;
  PERFORM notify_lines(v_events);
  UPDATE pre_order SET buyer_id = v_other, idempotency_key = NULL, seen_at = NULL
  WHERE buyer_id = p_buyer AND asked_at > '-infinity';
  DELETE FROM refusal WHERE buyer_id = p_buyer;

  -- A session's row stays, because one that is missing counts as open for as long as its token is valid.
  WITH ended AS (
    UPDATE session SET device = '', ended_at = coalesce(ended_at, now()) WHERE buyer_id = p_buyer RETURNING id)
  SELECT array_agg(id) INTO sessions FROM ended;
  INSERT INTO session (id, buyer_id, device, ended_at) VALUES (p_buyer, p_buyer, '', now())
  ON CONFLICT (id) DO NOTHING;
  sessions := ARRAY(SELECT DISTINCT unnest(sessions || v_ids) ORDER BY 1);
  DELETE FROM challenge WHERE session_id = ANY (sessions);
  WITH codes AS (
    DELETE FROM email_code WHERE email_key = v_key OR session_id = ANY (sessions) RETURNING id)
  SELECT coalesce(array_agg(id), '{}') INTO v_codes FROM codes;
  UPDATE mail SET status = 'expired', sealed = NULL, ended_at = now() WHERE id = ANY (v_codes) AND status = 'queued';
  DELETE FROM passkey WHERE buyer_id = p_buyer;
  DELETE FROM oidc_identity WHERE buyer_id = p_buyer;
  UPDATE buyer SET email = NULL, email_key = NULL, email_verified_at = NULL, erased_at = coalesce(erased_at, now())
  WHERE id = p_buyer;
END
$$;
