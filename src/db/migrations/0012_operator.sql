-- Who did it: the name given at sign-in, 'token' for the bare admin token, 'flow' for a signal to the sale's
-- workflow, 'system' for what the program did by itself. Of what was recorded before, nobody knows.
ALTER TABLE operator_action ADD who text NOT NULL DEFAULT 'unknown';
ALTER TABLE operator_action ALTER who DROP DEFAULT;
