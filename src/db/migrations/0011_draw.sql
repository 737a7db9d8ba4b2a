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
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('draw ' || p_event, 0));
  SELECT * INTO e FROM event WHERE id = p_event;
  IF NOT FOUND OR e.draw_began_at IS NULL OR e.drawn_at IS NOT NULL THEN RETURN NULL; END IF;
  PERFORM set_config('work_mem', '128MB', true);
  inner_pad := hmac_pad(e.draw_seed, x'36'::int);
  outer_pad := hmac_pad(e.draw_seed, x'5c'::int);

  INSERT INTO drawn (event_id, place, pre_order_id)
  SELECT p_event, row_number() OVER (
      ORDER BY sha256(outer_pad || sha256(inner_pad || convert_to(entry.entry_id, 'UTF8'))), entry.entry_id), entry.id
  FROM (SELECT p.id, entry_id(p.id) AS entry_id FROM pre_order p
        WHERE p.event_id = p_event AND p.status = 'in_line' AND p.place IS NULL) entry;
  GET DIAGNOSTICS n = ROW_COUNT;
  INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity)
  SELECT p_event, i.item->>'ticketType', d.place, d.pre_order_id, (i.item->>'quantity')::int
  FROM drawn d JOIN pre_order p ON p.id = d.pre_order_id, jsonb_array_elements(p.items) AS i (item)
  WHERE d.event_id = p_event;

  PERFORM FROM event WHERE id = p_event FOR NO KEY UPDATE;
  PERFORM FROM ticket_type WHERE event_id = p_event ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM place w USING pre_order p
  WHERE w.event_id = p_event AND p.id = w.pre_order_id AND p.status <> 'in_line';
  UPDATE ticket_type t SET waiting = w.n
  FROM (SELECT ticket_type, count(*)::int AS n FROM place WHERE event_id = p_event AND NOT absent GROUP BY 1) w
  WHERE t.event_id = p_event AND t.id = w.ticket_type;
  UPDATE event SET drawn_at = clock_timestamp() WHERE id = p_event;
  PERFORM tell(ARRAY[p_event], '{}');
  PERFORM tell_line(ARRAY[p_event]);
  RETURN n;
END
$$;
