-- Requests that were refused at once and left no pre-order: how many in each minute and why.
CREATE TABLE refusal_count (
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  minute   timestamptz NOT NULL,
  reason   text NOT NULL,
  count    int NOT NULL CHECK (count > 0),
  PRIMARY KEY (event_id, minute, reason)
);

-- The last of them for each event (record_refusals). The buyer's id answers who asks about their own.
CREATE TABLE refusal (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  at       timestamptz NOT NULL,
  reason   text NOT NULL,
  buyer_id uuid NOT NULL,
  items    jsonb NOT NULL
);

CREATE INDEX refusal_event ON refusal (event_id, id);
CREATE INDEX refusal_buyer ON refusal (buyer_id, id);
