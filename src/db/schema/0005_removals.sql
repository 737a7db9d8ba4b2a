-- What is removed, or was, from events that are over: because of the retention settings, or because an operator
-- archived the event. Batches follow the order of pre_order_event (remove_records).
CREATE TABLE removal (
  event_id      text NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  -- 'keys': idempotency keys; 'unsold': pre-orders that ended without a sale; 'actions': the record of operators'
  -- actions; 'everything': all pre-orders and tickets, and the draw's result.
  what          text NOT NULL CHECK (what IN ('keys', 'unsold', 'actions', 'everything')),
  began_at      timestamptz NOT NULL DEFAULT now(),
  -- How far it is.
  reached_at    timestamptz NOT NULL DEFAULT '-infinity',
  reached_id    uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  ended_at      timestamptz,
  -- What the report still counts: the removed pre-orders by status, the price of those that were sold, and the
  -- number and price of those that were sold and then cancelled with the event.
  counts           jsonb NOT NULL DEFAULT '{}',
  revenue_cents    bigint NOT NULL DEFAULT 0,
  cancelled_orders int NOT NULL DEFAULT 0,
  cancelled_cents  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (event_id, what)
);
