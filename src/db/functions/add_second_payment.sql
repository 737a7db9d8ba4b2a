-- A payment that the provider made although its attempt is paid by another one. It becomes an attempt of its own, which
-- is asked about and given back: its id isn't the one that the provider's object names. Run twice, it is one.
CREATE OR REPLACE FUNCTION add_second_payment(p_attempt uuid, p_intent text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  p pre_order;
BEGIN
  SELECT * INTO p FROM pre_order WHERE id = (SELECT pre_order_id FROM payment_attempt WHERE id = p_attempt) FOR UPDATE;
  IF EXISTS (SELECT FROM payment_attempt WHERE intent_id = p_intent OR provider_id = p_intent) THEN RETURN; END IF;
  UPDATE pre_order SET attempts = attempts + 1 WHERE id = p.id RETURNING * INTO p;
  INSERT INTO payment_attempt (id, pre_order_id, number, method, status, amount_cents, currency, return_url, description,
    pay_until, provider_id, intent_id, ended_at, check_at)
  SELECT gen_random_uuid(), p.id, p.attempts, a.method, 'cancelled', a.amount_cents, a.currency, a.return_url, a.description,
    a.pay_until, p_intent, p_intent, now(), now()
  FROM payment_attempt a WHERE a.id = p_attempt;
END
$$;
