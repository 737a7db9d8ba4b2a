-- Postgres owns the truth about stock. Every promise that can be a constraint is one.

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
  -- How long a buyer in line may be silent before the line passes over the place; 0 for no limit.
  presence_seconds int NOT NULL CHECK (presence_seconds >= 0),
  -- What an operator decided. event_status() combines it with the clock.
  state            text NOT NULL DEFAULT 'active'
    CHECK (state IN ('active', 'paused', 'closed', 'cancelled')),
  created_at       timestamptz NOT NULL DEFAULT now(),
  -- The newest place given.
  last_place       bigint NOT NULL DEFAULT 0,
  -- How many pre-orders are in line, including draw entries, which have no place yet.
  waiting          int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  -- How many were called from the line. Waits are estimated from its rate.
  served           bigint NOT NULL DEFAULT 0,
  -- The draw's secret. Its SHA-256 is public from the start, the seed itself once the places are drawn.
  draw_seed        bytea NOT NULL
    DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
  -- When entries ended. Buyers who join later get places after all entries.
  draw_began_at    timestamptz,
  drawn_at         timestamptz,
  -- When the `sale` workflow must be signalled about a change; null if no signal is pending.
  signal_due_at    timestamptz DEFAULT now(),
  CHECK (closes_at > on_sale_at)
);

-- The counts of a type are one hot row. Half of each page stays empty, so that updates stay on the page.
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
  -- How far the capacity was lowered below what is held and sold.
  deficit     int NOT NULL DEFAULT 0 CHECK (deficit >= 0),
  -- How many present buyers with a place wait for this type. While there are any, newcomers wait too.
  waiting     int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
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
  -- Snapshots: [{ticketType, quantity, unitPriceCents}] and the event's times. Changing the event doesn't
  -- change a running pre-order.
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
  -- A called or accepted pre-order needs its workflow to be started or signalled. One process has promised
  -- to do that until this time; afterwards any process may (claim_due).
  lease_until      timestamptz,
  place            bigint,
  -- The buyer's last sign of presence while in line; null if the event doesn't ask for presence.
  seen_at          timestamptz,
  CHECK (status <> 'pre_order' OR (expires_at IS NOT NULL AND expires_at <= hold_ends_at)),
  CHECK ((status IN ('sold', 'invalidated', 'refused', 'cancelled')) = (closed_at IS NOT NULL)),
  CHECK (status NOT IN ('invalidated', 'refused', 'cancelled') OR reason IS NOT NULL)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX pre_order_key ON pre_order (buyer_id, event_id, idempotency_key);
-- A buyer waits at most once for an event.
CREATE UNIQUE INDEX pre_order_in_line ON pre_order (event_id, buyer_id) WHERE status = 'in_line';
CREATE INDEX pre_order_event ON pre_order (event_id, asked_at, id);
CREATE INDEX pre_order_expiry ON pre_order (expires_at) WHERE status = 'pre_order';
CREATE INDEX pre_order_due ON pre_order (called_at, place) WHERE status IN ('called', 'checking_out');

CREATE TABLE ticket (
  id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  pre_order_id uuid NOT NULL REFERENCES pre_order (id),
  ticket_type  text NOT NULL,
  status       text NOT NULL CHECK (status IN ('pre_order', 'sold', 'invalidated')),
  code         text UNIQUE,
  CHECK (status <> 'sold' OR code IS NOT NULL)
) WITH (fillfactor = 70);

CREATE INDEX ticket_pre_order ON ticket (pre_order_id);

-- A place in line: one row for each ticket type that the pre-order waits for, deleted when it is called or
-- leaves. The line passes over an absent buyer, who keeps the place. The key is the order of calling.
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

-- The result of a draw as it is published; never changed. A foreign key would check the event for each of a
-- million rows; draw_line only writes rows of the event that it has read.
CREATE TABLE draw_result (
  event_id     text NOT NULL,
  place        bigint NOT NULL,
  pre_order_id uuid NOT NULL,
  PRIMARY KEY (event_id, place)
);

CREATE TABLE operator_action (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id text NOT NULL REFERENCES event (id),
  at       timestamptz NOT NULL DEFAULT now(),
  what     text NOT NULL,
  detail   jsonb NOT NULL DEFAULT '{}',
  -- The operator's name at sign-in, 'token' for the admin token alone, 'workflow' for a signal to the `sale`
  -- workflow, 'system' for the program itself.
  who      text NOT NULL
);

CREATE INDEX operator_action_event ON operator_action (event_id, at);

-- What the reconciler repaired, one row for each run that repaired something.
CREATE TABLE reconciliation (
  at        timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
  restarted int NOT NULL,
  ended     int NOT NULL
);
