-- Buyers who turned out to be a known buyer. Everything of theirs belongs to that one.
CREATE TABLE merged_buyer (
  from_id uuid PRIMARY KEY,
  to_id   uuid NOT NULL,
  at      timestamptz NOT NULL DEFAULT now()
);

-- Who got the tickets of a pre-order that moved to another buyer: the limit was judged for them.
ALTER TABLE pre_order ADD COLUMN obtained_by uuid;
