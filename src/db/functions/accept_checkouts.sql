-- Only this statement accepts a checkout without a payment: the row must be held, and its deadline must not have passed
-- by the database's clock. Once accepted it stays accepted, whatever the timer does.
-- The caller has the lease to signal the workflow; afterwards any process may (claim_due).
CREATE OR REPLACE FUNCTION accept_checkouts(p_ids uuid[], p_lease_seconds int) RETURNS SETOF pre_order_now
LANGUAGE plpgsql AS $$
DECLARE
  accepted uuid[];
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(p_ids); END IF;
  accepted := ARRAY(SELECT id FROM pre_order
                    WHERE id = ANY (p_ids) AND status || '' = 'pre_order' AND expires_at > now() AND NOT is_paid_online(pre_order)
                    ORDER BY id FOR UPDATE);
  UPDATE pre_order SET status = 'checking_out', accepted_at = now(),
    lease_until = now() + make_interval(secs => p_lease_seconds)
  WHERE id = ANY (accepted);
  IF cardinality(accepted) > 0 THEN PERFORM notify_changes('{}', accepted); END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
