-- What an event tells its visitors besides its sale. It has a table of its own, because every request for tickets
-- writes a new version of the event's row, which must stay small. An event without a row here has the defaults.

CREATE TABLE event_details (
  event_id      text PRIMARY KEY REFERENCES event (id),
  -- The venue's, as in the IANA database. Every page shows the event's times in it.
  time_zone     text NOT NULL,
  description   text NOT NULL,
  image_url     text,
  doors_open_at timestamptz
);
