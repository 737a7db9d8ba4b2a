-- Sends a notification when the transaction commits. It only asks processes to read again, which they also do
-- now and then by themselves. So one that can't be sent never fails the change that it reports.
CREATE OR REPLACE FUNCTION send_notification(p_payload json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- A full queue would fail the commit itself, where nothing can catch it. Postgres logs who blocks the queue.
  IF pg_notification_queue_usage() < 0.9 THEN PERFORM pg_notify('bilheteria', p_payload::text); END IF;
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'A notification could not be sent: %', SQLERRM;
END
$$;
