-- What is removed once nothing can need it any more (src/db/leftovers.ts), the oldest first.
CREATE INDEX challenge_expired ON challenge (expires_at);
CREATE INDEX email_code_age ON email_code (created_at);
CREATE INDEX session_age ON session (created_at) WHERE id <> buyer_id;
-- Only an anonymous buyer's id of version 7 says when its session ends by itself.
CREATE INDEX session_anonymous_age ON session (created_at) WHERE id = buyer_id AND substr(id::text, 15, 1) = '7';
