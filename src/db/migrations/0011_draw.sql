-- Ends the entries: from now on newcomers get their numbers after all of them. Whoever joined before holds
-- no lock any more, so the entries are exactly those that are there. Done by the draw, or by the first who
-- comes after the opening. Done again it changes nothing.
-- Answers whether there is a draw to be made.
CREATE FUNCTION begin_draw(p_event text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  e event;
BEGIN
  SELECT * INTO e FROM event WHERE id = p_event FOR NO KEY UPDATE;
  IF NOT FOUND OR NOT e.draw OR e.drawn_at IS NOT NULL OR clock_timestamp() < e.on_sale_at
     OR event_status(e, clock_timestamp()) IN ('closed', 'cancelled') THEN RETURN false; END IF;
  IF e.draw_began_at IS NULL THEN
    -- Everybody who waits is an entry.
    UPDATE event SET draw_began_at = clock_timestamp(), last_place = waiting WHERE id = p_event;
  END IF;
  RETURN true;
END
$$;

-- The order of the draw: HMAC-SHA256(seed, entry id) as RFC 2104 makes it from SHA-256, for a seed of at most
-- 64 bytes; the entry id is the SHA-256 of the pre-order's id, so it tells nothing of its owner.
-- https://www.rfc-editor.org/rfc/rfc2104
CREATE FUNCTION entry_id(p_id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT encode(sha256(convert_to(p_id::text, 'UTF8')), 'hex')
$$;
CREATE FUNCTION hmac_pad(p_key bytea, p_byte int) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  pad bytea := decode(repeat(lpad(to_hex(p_byte), 2, '0'), 64), 'hex');
BEGIN
  FOR i IN 0 .. length(p_key) - 1 LOOP
    pad := set_byte(pad, i, get_byte(p_key, i) # p_byte);
  END LOOP;
  RETURN pad;
END
$$;

-- Draws, once: everything or nothing, and whoever comes second finds it done. Only at its end the event is
-- locked, so that people can join and leave while a million entries are put in order; who left meanwhile has
-- no place then. Answers how many were drawn, or null where there is nothing to draw (any more).
CREATE FUNCTION draw_line(p_event text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  e     event;
  inner_pad bytea;
  outer_pad bytea;
  n     int;
  t_ids text[];
  t_waiting int[];
  left_ids uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('draw ' || p_event, 0));
  SELECT * INTO e FROM event WHERE id = p_event;
  IF NOT FOUND OR e.draw_began_at IS NULL OR e.drawn_at IS NOT NULL THEN RETURN NULL; END IF;
  PERFORM set_config('work_mem', '128MB', true);
  -- Here whole tables are read, otherwise never (src/db/database.ts).
  PERFORM set_config('enable_seqscan', 'on', true);
  inner_pad := hmac_pad(e.draw_seed, x'36'::int);
  outer_pad := hmac_pad(e.draw_seed, x'5c'::int);

  -- One pass, without going back to a million rows in the order of the lot.
  WITH entry AS MATERIALIZED (
    SELECT p.id, p.items, entry_id(p.id) AS entry_id FROM pre_order p
    WHERE p.event_id = p_event AND p.status = 'in_line' AND p.place IS NULL
  ), lot AS MATERIALIZED (
    SELECT id, items, row_number() OVER (
      ORDER BY sha256(outer_pad || sha256(inner_pad || convert_to(entry_id, 'UTF8'))), entry_id) AS number
    FROM entry
  ), result AS (
    INSERT INTO drawn (event_id, place, pre_order_id) SELECT p_event, number, id FROM lot
  ), placed AS (
    INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity)
    SELECT p_event, i.item->>'ticketType', lot.number, lot.id, (i.item->>'quantity')::int
    FROM lot, jsonb_array_elements(lot.items) AS i (item)
    RETURNING ticket_type
  )
  SELECT (SELECT count(*) FROM lot), array_agg(t.type), array_agg(t.n) INTO n, t_ids, t_waiting
  FROM (SELECT ticket_type AS type, count(*)::int AS n FROM placed GROUP BY ticket_type) t;

  PERFORM FROM event WHERE id = p_event FOR NO KEY UPDATE;
  PERFORM FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE;
  left_ids := ARRAY(SELECT id FROM pre_order WHERE event_id = p_event AND status <> 'in_line' AND place IS NULL);
  WITH gone AS (
    DELETE FROM place WHERE pre_order_id = ANY (left_ids) RETURNING ticket_type
  )
  UPDATE ticket_type t SET waiting = t.waiting + w.n - (SELECT count(*) FROM gone WHERE gone.ticket_type = t.id)
  FROM unnest(t_ids, t_waiting) AS w (type, n)
  WHERE t.event_id = p_event AND t.id = w.type;
  UPDATE event SET drawn_at = clock_timestamp() WHERE id = p_event;
  PERFORM tell(ARRAY[p_event], '{}');
  PERFORM tell_line(ARRAY[p_event]);
  RETURN n;
END
$$;
