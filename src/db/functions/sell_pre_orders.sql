-- Sells accepted pre-orders. If the workflow got its checkout signal from elsewhere than the API, this
-- accepts it, provided that the deadline hasn't passed. Run twice, it returns the same tickets and codes.
CREATE OR REPLACE FUNCTION sell_pre_orders(p_ids uuid[]) RETURNS SETOF pre_order_now LANGUAGE plpgsql AS $$
DECLARE
  selling uuid[];
BEGIN
  IF EXISTS (SELECT FROM bulk_change WHERE ended_at IS NULL) THEN PERFORM apply_bulk_changes(p_ids); END IF;
  selling := ARRAY(SELECT id FROM pre_order WHERE id = ANY (p_ids)
                     AND (status || '' = 'checking_out' OR status || '' = 'pre_order' AND expires_at > now())
                   ORDER BY id FOR UPDATE);
  UPDATE pre_order SET status = 'sold', accepted_at = coalesce(accepted_at, now()),
    closed_at = clock_timestamp(), lease_until = NULL
  WHERE id = ANY (selling);

  -- 15 hex digits with 58 random bits. The first is a letter other than E, so that no spreadsheet takes a code for
  -- a number. The 13th digit of a random UUID is its version, so it is left out.
  UPDATE ticket SET status = 'sold',
    code = upper(translate(left(gen_random_uuid()::text, 1), '0123456789e', 'abcdfabcdfa')
      || overlay(left(replace(gen_random_uuid()::text, '-', ''), 15) PLACING '' FROM 13 FOR 1))
  WHERE pre_order_id = ANY (selling);

  IF cardinality(selling) > 0 THEN
    -- Last, because it locks the rows that everybody needs.
    PERFORM move_stock(selling, 'sold');
    PERFORM notify_changes(ARRAY(SELECT DISTINCT event_id FROM pre_order WHERE id = ANY (selling)), selling);
  END IF;
  RETURN QUERY SELECT * FROM pre_order_now WHERE id = ANY (p_ids);
END
$$;
