-- The line. Asking for a pre-order gives it a place; a row waits, not a workflow.

ALTER TABLE event
  -- The newest number given, and how many are in line, those without a number (entries of a draw) too.
  ADD last_place    bigint NOT NULL DEFAULT 0,
  ADD waiting       int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  -- How many were called from the line: the rate from which waits are estimated.
  ADD served        bigint NOT NULL DEFAULT 0,
  -- The draw: its secret is made with the event (its SHA-256 is public) and told when it is drawn.
  ADD draw_seed     bytea NOT NULL
    DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
  -- When entries ended: from then on newcomers get their numbers after all of them.
  ADD draw_began_at timestamptz,
  ADD drawn_at      timestamptz,
  -- When its `sale` workflow is owed a word of what changed; null once it was told.
  ADD flow_due_at   timestamptz DEFAULT now();

ALTER TABLE ticket_type
  -- How many with a place wait for this type and are there: while any does, no newcomer gets one.
  ADD waiting int NOT NULL DEFAULT 0 CHECK (waiting >= 0);

ALTER TABLE pre_order
  ADD place   bigint,
  -- The last sign of the buyer while in line; kept only where the event asks for presence.
  ADD seen_at timestamptz;

-- One waiting place a buyer and event.
CREATE UNIQUE INDEX pre_order_in_line ON pre_order (event_id, buyer_id) WHERE status = 'in_line';
DROP INDEX pre_order_due;
CREATE INDEX pre_order_due ON pre_order (called_at, place) WHERE status IN ('called', 'checking_out');

-- A place in line, once for each ticket type it waits for; gone when it is called or given up. Whoever
-- is absent is passed over and keeps the number. The key's order is the order of calling.
CREATE TABLE place (
  event_id     text NOT NULL,
  ticket_type  text NOT NULL,
  absent       boolean NOT NULL DEFAULT false,
  number       bigint NOT NULL,
  pre_order_id uuid NOT NULL,
  quantity     int NOT NULL CHECK (quantity >= 1),
  PRIMARY KEY (event_id, ticket_type, absent, number)
);
CREATE INDEX place_pre_order ON place (pre_order_id);

-- The draw's result, as it is published: never changed. Without a foreign key, which would look at the event a
-- million times; draw_line writes only for the event it has read.
CREATE TABLE drawn (
  event_id     text NOT NULL,
  place        bigint NOT NULL,
  pre_order_id uuid NOT NULL,
  PRIMARY KEY (event_id, place)
);

-- The highest place that nobody waits at or before: to be compared with one's own.
CREATE FUNCTION now_serving(p_event text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT min(first.number) - 1 FROM ticket_type t, LATERAL (
       SELECT w.number FROM place w WHERE w.event_id = t.event_id AND w.ticket_type = t.id AND NOT w.absent
       ORDER BY w.number LIMIT 1) first
     WHERE t.event_id = p_event),
    (SELECT last_place FROM event WHERE id = p_event))
$$;

-- How many wait before a place for one of its types: counted up to a hundred, beyond that at most this many.
CREATE FUNCTION ahead_of(p_id uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT max(CASE WHEN before.n <= 100 THEN before.n ELSE w.number - now_serving(w.event_id) - 1 END)
  FROM place w, LATERAL (
    SELECT count(*) AS n FROM (
      SELECT FROM place b WHERE b.event_id = w.event_id AND b.ticket_type = w.ticket_type AND NOT b.absent
        AND b.number < w.number LIMIT 101) counted) before
  WHERE w.pre_order_id = p_id
$$;

CREATE OR REPLACE VIEW pre_order_now AS
SELECT p.id, p.event_id, p.buyer_id, p.idempotency_key, p.status, p.items, p.quantity, p.total_cents, p.currency,
  p.hold_seconds, p.idle_seconds, p.asked_at, p.called_at, p.held_at, p.last_activity_at, p.hold_ends_at,
  p.expires_at, p.accepted_at, p.closed_at, p.reason, p.lease_until, clock_timestamp() AS server_time,
  ceil(extract(epoch FROM p.expires_at - clock_timestamp()) * 1000)::float8 AS remaining_ms,
  (SELECT coalesce(json_agg(json_build_object('id', t.id, 'ticketType', t.ticket_type, 'status', t.status, 'code', t.code)
                            ORDER BY t.ticket_type, t.id), '[]')
     FROM ticket t WHERE t.pre_order_id = p.id) AS tickets,
  CASE WHEN p.status = 'in_line' AND p.place IS NULL
       THEN (SELECT w.number FROM place w WHERE w.pre_order_id = p.id LIMIT 1) ELSE p.place END AS place,
  CASE WHEN p.status = 'in_line' THEN ahead_of(p.id) END AS ahead
FROM pre_order p;

-- Says that a line may have something to do: whoever hears it moves it.
CREATE FUNCTION tell_line(p_events text[]) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('bilheteria', json_build_object('lines', p_events)::text) WHERE cardinality(p_events) > 0
$$;

-- As before; and where somebody waits for what came back, or for what is now all sold, the line is told.
CREATE OR REPLACE FUNCTION move_stock(p_events text[], p_types text[], p_held int[], p_sold int[], p_freed int[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r     record;
  lines text[] := '{}';
  moves boolean;
BEGIN
  FOR r IN
    SELECT event_id, ticket_type, sum(held)::int AS held, sum(sold)::int AS sold, sum(freed)::int AS freed
    FROM unnest(p_events, p_types, p_held, p_sold, p_freed) AS m (event_id, ticket_type, held, sold, freed)
    GROUP BY event_id, ticket_type ORDER BY event_id, ticket_type
  LOOP
    UPDATE ticket_type SET
      held = held + r.held,
      sold = sold + r.sold,
      deficit = deficit - least(deficit, r.freed),
      available = available + r.freed - least(deficit, r.freed)
    WHERE event_id = r.event_id AND id = r.ticket_type
    RETURNING waiting > 0 AND (available > 0 OR held = 0) INTO moves;
    IF moves AND r.event_id <> ALL (lines) THEN lines := lines || r.event_id; END IF;
  END LOOP;
  PERFORM tell_line(lines);
END
$$;
