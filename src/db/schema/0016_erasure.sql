-- An erasure wipes the device of each session that the buyer ever had, also of those that have ended.
DROP INDEX session_buyer;
CREATE INDEX session_buyer ON session (buyer_id);
