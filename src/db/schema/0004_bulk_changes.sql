-- What an operator did to all pre-orders of an event. It counts from the moment it is recorded; the rows follow
-- in batches (run_bulk_batch), and a row that is needed earlier follows at once (apply_bulk_changes).
CREATE TABLE bulk_change (
  -- Changes of one event are recorded under its lock, so their ids are in the order in which they count.
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id   text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  what       text NOT NULL CHECK (what IN ('cancel', 'extend')),
  -- By how much holds are extended.
  seconds    int,
  -- The record that counts the extended holds.
  action_id  bigint REFERENCES operator_action (id) ON DELETE CASCADE,
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- How far the batches are: a cancellation goes from the newest request to the oldest, an extension from the
  -- nearest deadline to the latest.
  reached_at timestamptz NOT NULL,
  reached_id uuid NOT NULL DEFAULT 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  -- How many pre-orders were changed, and when the last batch was.
  done       int NOT NULL DEFAULT 0,
  batch_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at   timestamptz,
  CHECK ((what = 'extend') = (seconds IS NOT NULL))
);

CREATE INDEX bulk_change_event ON bulk_change (event_id, id);
-- Nearly always empty, so that the steps of pre-orders may look into it.
CREATE INDEX bulk_change_open ON bulk_change (event_id, id) WHERE ended_at IS NULL;

-- The last extension that the hold got.
ALTER TABLE pre_order ADD COLUMN extended_by bigint;
-- When it was sold; recorded when its event is cancelled, because closed_at then says that.
ALTER TABLE pre_order ADD COLUMN sold_at timestamptz;
-- How many tickets were sold and then cancelled with the event. They count as available too.
ALTER TABLE ticket_type ADD COLUMN cancelled int NOT NULL DEFAULT 0 CHECK (cancelled >= 0);

UPDATE pre_order p SET sold_at = accepted_at
WHERE status = 'cancelled' AND EXISTS (SELECT FROM ticket k WHERE k.pre_order_id = p.id AND k.code IS NOT NULL);

UPDATE ticket_type t SET cancelled = c.n FROM (
  SELECT p.event_id, k.ticket_type, count(*)::int AS n
  FROM pre_order p JOIN ticket k ON k.pre_order_id = p.id WHERE p.sold_at IS NOT NULL GROUP BY 1, 2) c
WHERE t.event_id = c.event_id AND t.id = c.ticket_type;

-- Cancelled before bulk changes were recorded, and at once.
INSERT INTO bulk_change (event_id, what, at, reached_at, batch_at, ended_at)
SELECT event_id, 'cancel', at, at, at, at FROM operator_action WHERE what = 'cancel';
