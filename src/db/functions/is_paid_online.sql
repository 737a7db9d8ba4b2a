-- Whether this pre-order has to be paid with the provider before it can be sold.
CREATE OR REPLACE FUNCTION is_paid_online(p pre_order) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p.total_cents > 0 AND (SELECT e.payment = 'online' FROM event e WHERE e.id = p.event_id)
$$;
