-- Postgres owns the truth about stock. Every promise that can be said as a constraint is one.

CREATE TABLE event (
  id               text PRIMARY KEY,
  name             text NOT NULL,
  venue            text NOT NULL,
  starts_at        timestamptz NOT NULL,
  on_sale_at       timestamptz NOT NULL,
  closes_at        timestamptz NOT NULL,
  hold_seconds     int NOT NULL CHECK (hold_seconds >= 1),
  idle_seconds     int NOT NULL CHECK (idle_seconds >= 1),
  max_per_buyer    int NOT NULL CHECK (max_per_buyer >= 1),
  draw             boolean NOT NULL,
  presence_seconds int NOT NULL CHECK (presence_seconds >= 0),
  -- What an operator decided. Whether it is on sale follows from this and the clock: event_status().
  state            text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'closed', 'cancelled')),
  created_at       timestamptz NOT NULL DEFAULT now(),
  CHECK (closes_at > on_sale_at)
);

CREATE FUNCTION event_status(e event, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN e.state IN ('closed', 'cancelled') THEN e.state
    WHEN at >= e.closes_at THEN 'closed'
    WHEN e.state = 'paused' THEN 'paused'
    WHEN at < e.on_sale_at THEN 'scheduled'
    ELSE 'on_sale'
  END
$$;

-- The counts of a type are one hot row: pages are left half empty so that updates stay on them.
CREATE TABLE ticket_type (
  event_id    text NOT NULL REFERENCES event (id),
  id          text NOT NULL,
  position    int NOT NULL,
  name        text NOT NULL,
  price_cents bigint NOT NULL CHECK (price_cents >= 0),
  currency    text NOT NULL,
  capacity    int NOT NULL CHECK (capacity >= 0),
  available   int NOT NULL CHECK (available >= 0),
  held        int NOT NULL DEFAULT 0 CHECK (held >= 0),
  sold        int NOT NULL DEFAULT 0 CHECK (sold >= 0),
  deficit     int NOT NULL DEFAULT 0 CHECK (deficit >= 0),
  PRIMARY KEY (event_id, id),
  CHECK (capacity + deficit = available + held + sold),
  CHECK (available = 0 OR deficit = 0)
) WITH (fillfactor = 50);

CREATE TABLE pre_order (
  id               uuid PRIMARY KEY,
  event_id         text NOT NULL REFERENCES event (id),
  buyer_id         uuid NOT NULL,
  idempotency_key  text,
  status           text NOT NULL CHECK (status IN ('in_line', 'called', 'pre_order', 'checking_out',
                                                   'sold', 'invalidated', 'refused', 'cancelled')),
  -- Snapshots: [{ticketType, quantity, unitPriceCents}] and the event's times. Later changes of the
  -- event don't touch a running pre-order.
  items            jsonb NOT NULL,
  quantity         int NOT NULL CHECK (quantity >= 1),
  total_cents      bigint NOT NULL,
  currency         text NOT NULL,
  hold_seconds     int NOT NULL,
  idle_seconds     int NOT NULL,
  asked_at         timestamptz NOT NULL,
  called_at        timestamptz,
  held_at          timestamptz,
  last_activity_at timestamptz,
  hold_ends_at     timestamptz,
  expires_at       timestamptz,
  accepted_at      timestamptz,
  closed_at        timestamptz,
  reason           text,
  -- Who is called or accepted is owed a step by its workflow. Until this time some process has
  -- promised to see to it; after it any process may.
  lease_until      timestamptz,
  CHECK (status <> 'pre_order' OR (expires_at IS NOT NULL AND expires_at <= hold_ends_at)),
  CHECK ((status IN ('sold', 'invalidated', 'refused', 'cancelled')) = (closed_at IS NOT NULL)),
  CHECK (status NOT IN ('invalidated', 'refused', 'cancelled') OR reason IS NOT NULL)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX pre_order_key ON pre_order (buyer_id, event_id, idempotency_key);
CREATE INDEX pre_order_event ON pre_order (event_id, asked_at, id);
CREATE INDEX pre_order_expiry ON pre_order (expires_at) WHERE status = 'pre_order';
CREATE INDEX pre_order_due ON pre_order (called_at) WHERE status IN ('called', 'checking_out');

CREATE TABLE ticket (
  id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  pre_order_id uuid NOT NULL REFERENCES pre_order (id),
  ticket_type  text NOT NULL,
  status       text NOT NULL CHECK (status IN ('pre_order', 'sold', 'invalidated')),
  code         text UNIQUE,
  CHECK (status <> 'sold' OR code IS NOT NULL)
) WITH (fillfactor = 70);

CREATE INDEX ticket_pre_order ON ticket (pre_order_id);

-- A pre-order as it is now, by the database's clock: what every statement below answers.
CREATE VIEW pre_order_now AS
SELECT p.*, clock_timestamp() AS server_time,
  ceil(extract(epoch FROM p.expires_at - clock_timestamp()) * 1000)::float8 AS remaining_ms,
  (SELECT coalesce(json_agg(json_build_object('id', t.id, 'ticketType', t.ticket_type, 'status', t.status, 'code', t.code)
                            ORDER BY t.ticket_type, t.id), '[]')
     FROM ticket t WHERE t.pre_order_id = p.id) AS tickets
FROM pre_order p;

-- Who did what to a sale, and when.
CREATE TABLE operator_action (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id text NOT NULL REFERENCES event (id),
  at       timestamptz NOT NULL DEFAULT now(),
  what     text NOT NULL,
  detail   jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX operator_action_event ON operator_action (event_id, at);

-- News: one NOTIFY for a batch, sent in the transaction that made it true. A payload holds at most
-- 8,000 bytes, so long lists are cut in pieces.
CREATE FUNCTION tell(p_events text[], p_pre_orders uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  piece int := 0;
BEGIN
  LOOP
    PERFORM pg_notify('bilheteria', json_build_object(
      'events', CASE WHEN piece = 0 THEN p_events ELSE '{}' END,
      'preOrders', p_pre_orders[piece * 150 + 1 : piece * 150 + 150])::text);
    piece := piece + 1;
    EXIT WHEN piece * 150 >= coalesce(cardinality(p_pre_orders), 0);
  END LOOP;
END
$$;

-- Moves tickets between the counts of their types, the types always locked in the same order so that
-- batches can't deadlock. What comes back (p_freed) fills the deficit first.
CREATE FUNCTION move_stock(p_events text[], p_types text[], p_held int[], p_sold int[], p_freed int[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
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
    WHERE event_id = r.event_id AND id = r.ticket_type;
  END LOOP;
END
$$;
