-- Mails that are to be sent, or were. What one says, and to whom, is encrypted, and deleted once it has left or never
-- will.

CREATE TABLE mail (
  id           uuid PRIMARY KEY,
  kind         text NOT NULL,
  sealed       bytea,
  status       text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed', 'expired')),
  created_at   timestamptz NOT NULL DEFAULT now(),
  -- From then on it isn't sent any more: a code that nobody can use.
  worthless_at timestamptz,
  -- One process has promised to start its workflow by then.
  lease_until  timestamptz NOT NULL DEFAULT now(),
  ended_at     timestamptz,
  -- What the mail server answered, as a number. Its words would repeat the address.
  failure      text,
  CHECK ((status = 'queued') = (sealed IS NOT NULL)),
  CHECK ((status = 'queued') = (ended_at IS NULL))
);

CREATE INDEX mail_queued ON mail (lease_until, created_at) WHERE status = 'queued';
CREATE INDEX mail_ended ON mail (ended_at) WHERE status <> 'queued';
