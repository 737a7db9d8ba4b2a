-- Something needs a person; one task for a subject is enough.
CREATE OR REPLACE FUNCTION open_task(p_kind text, p_subject text, p_event text, p_pre_order uuid, p_detail jsonb)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO operator_task (kind, subject, event_id, pre_order_id, detail)
  VALUES (p_kind, p_subject, p_event, p_pre_order, p_detail)
  ON CONFLICT (kind, subject) WHERE done_at IS NULL DO NOTHING
$$;
