-- Payments: what was tried, what the provider said of it, and what money moved. What a provider says is only recorded
-- here; nothing in these tables makes money move.

-- How an event is paid. It is fixed once somebody has asked for tickets.
ALTER TABLE event ADD COLUMN payment text NOT NULL DEFAULT 'none' CHECK (payment IN ('none', 'online', 'external'));
-- Until when buyers can ask for their money back; null: never by themselves.
ALTER TABLE event_details ADD COLUMN refundable_until timestamptz;

-- `paying`: an attempt to pay is open, and `expires_at` is its bound. `refunded`: every ticket was given back for money.
-- Not checked against the rows that are there: the checks before allowed less.
ALTER TABLE pre_order
  ADD COLUMN attempts int NOT NULL DEFAULT 0,
  -- The attempt that pays for it.
  ADD COLUMN payment_id uuid,
  -- The latest deadline that an attempt to pay has given it; beyond the end of the hold.
  ADD COLUMN pay_ends_at timestamptz,
  DROP CONSTRAINT pre_order_status_check,
  DROP CONSTRAINT pre_order_check,
  DROP CONSTRAINT pre_order_check1,
  ADD CONSTRAINT pre_order_status_check CHECK (status IN (
    'in_line', 'called', 'pre_order', 'paying', 'checking_out', 'sold', 'invalidated', 'refused', 'cancelled',
    'refunded')) NOT VALID,
  ADD CONSTRAINT pre_order_deadline CHECK (status NOT IN ('pre_order', 'paying') OR (
    expires_at IS NOT NULL AND expires_at <= greatest(hold_ends_at, pay_ends_at))) NOT VALID,
  ADD CONSTRAINT pre_order_closed CHECK (
    (status IN ('sold', 'invalidated', 'refused', 'cancelled', 'refunded')) = (closed_at IS NOT NULL)) NOT VALID;

ALTER TABLE ticket
  DROP CONSTRAINT ticket_status_check,
  ADD CONSTRAINT ticket_status_check CHECK (status IN (
    'pre_order', 'sold', 'invalidated', 'refunding', 'refunded')) NOT VALID;

DROP INDEX pre_order_counted;
CREATE INDEX pre_order_counted ON pre_order (buyer_id, event_id)
  WHERE status IN ('in_line', 'called', 'pre_order', 'paying', 'checking_out', 'sold') AND asked_at > '-infinity';
CREATE INDEX pre_order_paying ON pre_order (expires_at) WHERE status = 'paying';

CREATE TABLE payment_attempt (
  -- Also the provider's idempotency key.
  id             uuid PRIMARY KEY,
  pre_order_id   uuid NOT NULL REFERENCES pre_order (id),
  number         int NOT NULL CHECK (number >= 1),
  method         text NOT NULL CHECK (method IN ('card', 'pix')),
  status         text NOT NULL DEFAULT 'open' CHECK (status IN (
    'open', 'processing', 'authorized', 'paid', 'declined', 'cancelled', 'expired', 'unknown')),
  amount_cents   bigint NOT NULL CHECK (amount_cents > 0),
  currency       text NOT NULL,
  -- Part of what was asked of the provider: asked again under the same key it must be the same.
  return_url     text NOT NULL,
  description    text NOT NULL,
  pay_until      timestamptz NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  -- The provider's objects: what was opened, and what money is booked on.
  provider_id    text UNIQUE,
  intent_id      text,
  pay_url        text,
  pix_text       text,
  pix_expires_at timestamptz,
  decline_reason text,
  -- Amount, currency or id of the provider's object differ from ours: nothing is sold for it.
  mismatch       text,
  captured_cents bigint NOT NULL DEFAULT 0 CHECK (captured_cents >= 0),
  ended_at       timestamptz,
  -- When the provider is asked next how it stands; null once there is nothing to learn.
  check_at       timestamptz,
  checks         int NOT NULL DEFAULT 0,
  UNIQUE (pre_order_id, number)
) WITH (fillfactor = 70);

-- One attempt in flight a pre-order.
CREATE UNIQUE INDEX payment_attempt_in_flight ON payment_attempt (pre_order_id)
  WHERE status IN ('open', 'processing', 'unknown');
CREATE INDEX payment_attempt_check ON payment_attempt (check_at) WHERE check_at IS NOT NULL;
CREATE INDEX payment_attempt_intent ON payment_attempt (intent_id) WHERE intent_id IS NOT NULL;

CREATE TABLE refund (
  -- Also the provider's idempotency key.
  id             uuid PRIMARY KEY,
  attempt_id     uuid NOT NULL REFERENCES payment_attempt (id),
  pre_order_id   uuid NOT NULL REFERENCES pre_order (id),
  event_id       text NOT NULL,
  cause          text NOT NULL CHECK (cause IN ('operator', 'buyer', 'event_cancelled', 'late', 'mismatch')),
  -- The same request again is the same refund: the operator's key, or the cause.
  key            text NOT NULL,
  tickets        uuid[] NOT NULL,
  amount_cents   bigint NOT NULL CHECK (amount_cents > 0),
  currency       text NOT NULL,
  reason         text NOT NULL DEFAULT '',
  -- Who asked, as in operator_action; 'buyer', or 'system'.
  who            text NOT NULL,
  status         text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'succeeded', 'failed')),
  provider_id    text UNIQUE,
  failure_reason text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  -- When the provider was asked first. After a day it has forgotten the key, so it is looked up before.
  tried_at       timestamptz,
  ended_at       timestamptz,
  UNIQUE (pre_order_id, key),
  CHECK ((status = 'pending') = (ended_at IS NULL))
);

CREATE INDEX refund_attempt ON refund (attempt_id);
CREATE INDEX refund_pending ON refund (event_id, id) WHERE status = 'pending';
CREATE INDEX refund_event ON refund (event_id, created_at, id);

-- What the provider sent. It holds no more of it than what says where to look.
CREATE TABLE webhook_inbox (
  -- The provider's id of the event.
  id          text PRIMARY KEY,
  type        text NOT NULL,
  object_id   text NOT NULL,
  intent_id   text,
  attempt_id  uuid,
  refund_id   uuid,
  -- Of a dispute.
  detail      jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  -- When it is looked at next; null once what it is about was asked for.
  handle_at   timestamptz DEFAULT now(),
  handled_at  timestamptz
);

CREATE INDEX webhook_inbox_due ON webhook_inbox (handle_at) WHERE handle_at IS NOT NULL;
CREATE INDEX webhook_inbox_age ON webhook_inbox (received_at);

CREATE TABLE dispute (
  provider_id  text PRIMARY KEY,
  attempt_id   uuid REFERENCES payment_attempt (id),
  status       text NOT NULL,
  reason       text NOT NULL,
  amount_cents bigint NOT NULL,
  currency     text NOT NULL,
  opened_at    timestamptz NOT NULL DEFAULT now(),
  closed_at    timestamptz
);

CREATE INDEX dispute_attempt ON dispute (attempt_id);

-- The book, by double entry: a transaction moves an amount from one account to others, so its entries sum to zero.
-- `provider`: what the provider has for us. `tickets`: what was paid for live tickets, as a negative amount. `owed`: what
-- was paid and has no live ticket, also negative, until it is given back. `disputed`: what a bank has taken back.
-- Rows have no foreign keys, because they outlive what they are about.
CREATE TABLE ledger (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction_id uuid NOT NULL,
  at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  what           text NOT NULL,
  account        text NOT NULL CHECK (account IN ('provider', 'tickets', 'owed', 'disputed')),
  amount_cents   bigint NOT NULL CHECK (amount_cents <> 0),
  currency       text NOT NULL,
  event_id       text NOT NULL,
  pre_order_id   uuid NOT NULL,
  attempt_id     uuid NOT NULL,
  refund_id      uuid
);

CREATE INDEX ledger_transaction ON ledger (transaction_id);
CREATE INDEX ledger_pre_order ON ledger (pre_order_id);
CREATE INDEX ledger_event ON ledger (event_id, account);
CREATE INDEX ledger_at ON ledger (at);

-- What needs a person. One is open for a subject at a time.
CREATE TABLE operator_task (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text NOT NULL,
  -- What it is about, for the index below: the id of an attempt, a refund, a dispute, or the provider's object.
  subject      text NOT NULL,
  event_id     text,
  pre_order_id uuid,
  at           timestamptz NOT NULL DEFAULT now(),
  detail       jsonb NOT NULL DEFAULT '{}',
  done_at      timestamptz,
  done_by      text
);

CREATE UNIQUE INDEX operator_task_open ON operator_task (kind, subject) WHERE done_at IS NULL;
CREATE INDEX operator_task_event ON operator_task (event_id, at);

CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries of the ledger are never changed' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER ledger_stays BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_stays();

CREATE FUNCTION ledger_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(amount_cents) <> 0 OR count(DISTINCT currency) > 1 FROM ledger
      WHERE transaction_id = NEW.transaction_id) THEN
    RAISE EXCEPTION 'transaction % of the ledger does not sum to zero', NEW.transaction_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_sums_to_zero AFTER INSERT ON ledger
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_sums_to_zero();
