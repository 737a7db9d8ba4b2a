-- Known buyers and how they sign in. An anonymous buyer has no row until they sign in or out.

CREATE TABLE buyer (
  id                uuid PRIMARY KEY,
  created_at        timestamptz NOT NULL DEFAULT now(),
  -- As the buyer wrote it; mail goes there. Null for a buyer of a passkey or another account only, and once erased.
  email             text,
  -- The same for every spelling of one mailbox (src/domain/email-address.ts).
  email_key         text UNIQUE,
  email_verified_at timestamptz,
  erased_at         timestamptz,
  CHECK ((email IS NULL) = (email_key IS NULL)),
  CHECK (erased_at IS NULL OR email IS NULL)
);

-- A sign-in of a known buyer. An anonymous session that has ended has a row, too, with the buyer's id as its own.
CREATE TABLE session (
  id           uuid PRIMARY KEY,
  buyer_id     uuid NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  -- To the day: it is written when the token is renewed.
  last_used_at timestamptz NOT NULL DEFAULT now(),
  -- Browser and system in words, such as "Firefox on Android".
  device       text NOT NULL,
  ended_at     timestamptz
);

CREATE INDEX session_buyer ON session (buyer_id) WHERE ended_at IS NULL;
CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE email_code (
  -- The `signInId`, and the id of its mail.
  id         uuid PRIMARY KEY,
  -- The session that asked; no other can use the code.
  session_id uuid NOT NULL,
  email      text NOT NULL,
  email_key  text NOT NULL,
  code_hmac  bytea NOT NULL,
  -- Counted before the code is compared.
  tries      int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  -- What the sign-in made, so that a browser that lost the answer can have it again.
  new_session_id  uuid,
  idempotency_key text
);

CREATE INDEX email_code_key ON email_code (email_key, created_at);
CREATE INDEX email_code_session ON email_code (session_id, created_at);

-- What a browser was asked to prove. It is deleted when it is used, and can serve no other purpose.
CREATE TABLE challenge (
  purpose    text NOT NULL,
  id         text NOT NULL,
  session_id uuid NOT NULL,
  data       jsonb NOT NULL DEFAULT '{}',
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (purpose, id)
);

CREATE TABLE passkey (
  -- The credential's id, in base64url.
  id           text PRIMARY KEY,
  buyer_id     uuid NOT NULL REFERENCES buyer (id),
  public_key   bytea NOT NULL,
  -- Stays 0 for passkeys that are synchronised between devices.
  counter      bigint NOT NULL,
  transports   text[] NOT NULL,
  name         text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz
);

CREATE INDEX passkey_buyer ON passkey (buyer_id);

-- An account with another provider.
CREATE TABLE oidc_identity (
  issuer     text NOT NULL,
  subject    text NOT NULL,
  buyer_id   uuid NOT NULL REFERENCES buyer (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (issuer, subject)
);

CREATE INDEX oidc_identity_buyer ON oidc_identity (buyer_id);
