-- Takes pre-orders out of their line: deletes their places and lowers the counts. The caller holds the locks
-- of the event and its types, under which every change of a line happens.
CREATE OR REPLACE FUNCTION remove_from_line(p_event text, p_ids uuid[]) RETURNS void LANGUAGE sql AS $$
  WITH gone AS (
    DELETE FROM place WHERE pre_order_id = ANY (p_ids) RETURNING ticket_type, absent
  ), counted AS (
    UPDATE event SET waiting = waiting - cardinality(p_ids) WHERE id = p_event
  )
  UPDATE ticket_type t SET waiting = t.waiting - g.n
  FROM (SELECT ticket_type, count(*)::int AS n FROM gone WHERE NOT absent GROUP BY ticket_type) g
  WHERE t.event_id = p_event AND t.id = g.ticket_type
$$;
