-- When a process last took a mail to start its workflow: the processes together keep the mail server's pace.
ALTER TABLE mail ADD COLUMN claimed_at timestamptz;
CREATE INDEX mail_claimed ON mail (claimed_at) WHERE claimed_at IS NOT NULL;
