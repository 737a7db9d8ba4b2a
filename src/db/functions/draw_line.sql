-- Draws once: everything or nothing, and a second call finds it done. The order is HMAC-SHA256(seed, entry
-- id). The event is only locked at the end, so that buyers can join and leave while a million entries are
-- sorted; a buyer who left meanwhile gets no place.
-- Returns how many were drawn, or null if there is nothing to draw.
CREATE OR REPLACE FUNCTION draw_line(p_event text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  e         event;
  inner_pad bytea;
  outer_pad bytea;
  n         int;
  t_ids     text[];
  t_waiting int[];
  left_ids  uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('draw ' || p_event, 0));
  SELECT * INTO e FROM event WHERE id = p_event;
  IF NOT FOUND OR e.draw_began_at IS NULL OR e.drawn_at IS NOT NULL THEN RETURN NULL; END IF;
  PERFORM set_config('work_mem', '128MB', true);
  -- Only this function reads whole tables (see src/db/database.ts).
  PERFORM set_config('enable_seqscan', 'on', true);
  inner_pad := hmac_pad(e.draw_seed, x'36'::int);
  outer_pad := hmac_pad(e.draw_seed, x'5c'::int);

  -- One pass: reading a million rows again in the order of the draw would take longer.
  WITH entry AS MATERIALIZED (
    SELECT p.id, p.items, entry_id(p.id) AS entry_id FROM pre_order p
    WHERE p.event_id = p_event AND p.status = 'in_line' AND p.place IS NULL
  ), lot AS MATERIALIZED (
    SELECT id, items, row_number() OVER (
      ORDER BY sha256(outer_pad || sha256(inner_pad || convert_to(entry_id, 'UTF8'))), entry_id) AS number
    FROM entry
  ), result AS (
    INSERT INTO draw_result (event_id, place, pre_order_id) SELECT p_event, number, id FROM lot
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
  left_ids := ARRAY(SELECT id FROM pre_order
                    WHERE event_id = p_event AND status <> 'in_line' AND place IS NULL);
  WITH gone AS (
    DELETE FROM place WHERE pre_order_id = ANY (left_ids) RETURNING ticket_type
  )
  UPDATE ticket_type t
  SET waiting = t.waiting + w.n - (SELECT count(*) FROM gone WHERE gone.ticket_type = t.id)
  FROM unnest(t_ids, t_waiting) AS w (type, n)
  WHERE t.event_id = p_event AND t.id = w.type;
  UPDATE event SET drawn_at = clock_timestamp() WHERE id = p_event;
  PERFORM notify_changes(ARRAY[p_event], '{}');
  PERFORM notify_lines(ARRAY[p_event]);
  RETURN n;
END
$$;
