-- Extends these pre-orders where an operator extended the holds of their event and the batches haven't reached them
-- yet. The caller holds the rows' locks, and locks ticket types only afterwards: the record of the action is locked
-- before them.
CREATE OR REPLACE FUNCTION apply_extensions(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  c bulk_change;
BEGIN
  FOR c IN
    SELECT b.* FROM bulk_change b WHERE b.ended_at IS NULL AND b.what <> 'cancel'
      AND b.event_id IN (SELECT event_id FROM pre_order WHERE id = ANY (p_ids))
    ORDER BY b.event_id, b.id
  LOOP
    PERFORM extend_pre_orders(c, p_ids);
  END LOOP;
END
$$;
