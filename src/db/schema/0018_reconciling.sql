-- What a provider's list had, while a reconciliation of payments runs: what isn't here is asked for one by one. A run
-- removes its rows at its end, and those that a killed run left a day before.
CREATE TABLE listed_by_provider (
  run       uuid NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('payment', 'refund')),
  id        text NOT NULL,
  listed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run, kind, id)
);
CREATE INDEX listed_by_provider_age ON listed_by_provider (listed_at);

CREATE INDEX payment_attempt_captured ON payment_attempt (created_at, id) WHERE captured_cents > 0;
CREATE INDEX refund_succeeded ON refund (created_at, id) WHERE status = 'succeeded';
CREATE INDEX operator_task_subject ON operator_task (subject);

-- Events of the provider are removed by these: when they were handled, or when they came where nothing is known of them.
CREATE INDEX webhook_inbox_handled ON webhook_inbox (handled_at) WHERE handled_at IS NOT NULL;
CREATE INDEX webhook_inbox_unknown ON webhook_inbox (received_at) WHERE handled_at IS NULL;
