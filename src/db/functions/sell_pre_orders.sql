-- Sells accepted pre-orders. If the workflow got its checkout signal from elsewhere than the API, this
-- accepts it, provided that the deadline hasn't passed and that nothing has to be paid here. Run twice, it returns the
-- same tickets and codes.
CREATE OR REPLACE FUNCTION sell_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  selling uuid[];
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(p_ids); END IF;
  selling := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids)
                     AND (status || '' = 'checking_out'
                       OR status || '' = 'pre_order' AND expires_at > now() AND NOT is_paid_online(pre_order))
                   ORDER BY id FOR UPDATE);
  UPDATE pre_order SET status = 'sold', accepted_at = coalesce(accepted_at, now()),
    closed_at = clock_timestamp(), lease_until = NULL
  WHERE id = ANY (selling);

  UPDATE ticket SET status = 'sold', code = ticket_code() WHERE pre_order_id = ANY (selling);

  IF cardinality(selling) > 0 THEN
    -- Last, because it locks the rows that everybody needs.
    PERFORM move_stock(selling, 'sold');
    PERFORM book_sales(selling);
    PERFORM notify_changes(ARRAY(SELECT DISTINCT event_id FROM pre_order WHERE id = ANY (selling)), selling);
  END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
