-- Books what was paid before the sale (Pix, late money) as the price of tickets, for pre-orders that are being sold. A
-- card's money is taken after the sale.
CREATE OR REPLACE FUNCTION book_sales(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM book(a.id, 'sale', 'owed', 'tickets', a.captured_cents)
  FROM pre_order p JOIN payment_attempt a ON a.id = p.payment_id
  WHERE p.id = ANY (p_ids) AND p.payment_id IS NOT NULL AND a.captured_cents > 0;
END
$$;
