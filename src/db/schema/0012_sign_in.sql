-- Whether only known buyers may ask for tickets of the event.
ALTER TABLE event ADD COLUMN sign_in_required boolean NOT NULL DEFAULT false;
