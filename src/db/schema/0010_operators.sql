-- Operators, their sign-ins, and the tokens of services.

CREATE TABLE operator (
  -- The same for every spelling of one mailbox (src/domain/email-address.ts).
  email_key  text PRIMARY KEY,
  -- As the operator signs in with it.
  email      text NOT NULL,
  role       text NOT NULL CHECK (role IN ('viewer', 'manager', 'finance', 'gate', 'admin')),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL
);

-- A sign-in on the operator's page. It is deleted when it ends, and with its operator.
CREATE TABLE operator_session (
  id         uuid PRIMARY KEY,
  -- Null for a sign-in with the admin token, which has the role `admin`.
  email_key  text REFERENCES operator (email_key) ON DELETE CASCADE,
  -- What its actions are recorded under; null for an operator's, which has the operator's address.
  name       text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CHECK ((email_key IS NULL) = (name IS NOT NULL))
);

CREATE INDEX operator_session_operator ON operator_session (email_key);
CREATE INDEX operator_session_expired ON operator_session (expires_at);

CREATE TABLE service_token (
  id           uuid PRIMARY KEY,
  name         text NOT NULL,
  role         text NOT NULL CHECK (role IN ('checkout', 'viewer', 'gate')),
  -- The events that it is for; null for all.
  events       text[] CHECK (cardinality(events) > 0),
  -- SHA-256. The token itself is stored nowhere; it has too many bits to be guessed, so the hash needs no salt.
  token_hash   bytea NOT NULL UNIQUE,
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   text NOT NULL,
  -- To the minute.
  last_used_at timestamptz,
  revoked_at   timestamptz
);

-- What is done to operators and tokens is recorded, too, and belongs to no event.
ALTER TABLE operator_action ALTER COLUMN event_id DROP NOT NULL;
CREATE INDEX operator_action_general ON operator_action (at) WHERE event_id IS NULL;
