import type { Database } from '../../src/db/database';

/**
 * Writes the rows of a sale of an hour for an event with one ticket type: `count` orders of two tickets, sold, held or
 * run out, and forty that wait. Sets the capacity to what is held and sold. All invariants hold.
 * @returns how many tickets are sold and held.
 */
export async function pastSale(
  db: Database,
  eventId: string,
  count = 260,
): Promise<{ sold: number; held: number }> {
  return db.transaction(async (tx) => {
    // A rush at the opening 50 minutes ago, then slower. One in four ran out, and its tickets went to the next in line.
    await tx.query(
      `INSERT INTO pre_order (id, event_id, buyer_id, status, items, quantity, total_cents, currency, hold_seconds, idle_seconds,
         asked_at, called_at, held_at, last_activity_at, hold_ends_at, expires_at, accepted_at, closed_at, reason, place)
       SELECT gen_random_uuid(), $1, gen_random_uuid(), status, jsonb_build_array(jsonb_build_object(
           'ticketType', t.id, 'quantity', 2, 'unitPriceCents', t.price_cents)), 2, 2 * t.price_cents, t.currency, 600, 600,
         asked, called, called, called, called + interval '1 hour', called + interval '1 hour',
         CASE WHEN status = 'sold' THEN ended END, CASE WHEN status <> 'pre_order' THEN ended END,
         CASE WHEN status = 'invalidated' THEN 'idle' END, i
       FROM ticket_type t, generate_series(1, $2::int) AS i,
         LATERAL (SELECT now() - interval '50 min' + interval '49 min' * (i::float / $2::int) ^ 1.6 AS called) c,
         LATERAL (SELECT least(called, now() - interval '50 min' + interval '30 min' * i / $2::int) AS asked,
                    called + interval '1 min' * (2 + i % 7) AS ended) e,
         LATERAL (SELECT CASE WHEN ended > now() THEN 'pre_order' WHEN i % 4 = 0 THEN 'invalidated' ELSE 'sold' END AS status) s
       WHERE t.event_id = $1`,
      [eventId, count],
    );
    await tx.query(
      `INSERT INTO ticket (pre_order_id, ticket_type, status, code)
       SELECT p.id, p.items->0->>'ticketType', p.status, CASE WHEN p.status = 'sold' THEN left(md5(p.id::text || n), 15) END
       FROM pre_order p, generate_series(1, 2) AS n WHERE p.event_id = $1 AND p.status IN ('sold', 'pre_order')`,
      [eventId],
    );
    await tx.query(
      `WITH waiting AS (
         INSERT INTO pre_order (id, event_id, buyer_id, status, items, quantity, total_cents, currency, hold_seconds, idle_seconds, asked_at)
         SELECT gen_random_uuid(), $1, gen_random_uuid(), 'in_line', jsonb_build_array(jsonb_build_object(
           'ticketType', t.id, 'quantity', 2, 'unitPriceCents', t.price_cents)), 2, 2 * t.price_cents, t.currency, 600, 600,
           now() - interval '20 min' + interval '18 min' * i / 40
         FROM ticket_type t, generate_series(1, 40) AS i WHERE t.event_id = $1 RETURNING *
       )
       INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity)
       SELECT event_id, items->0->>'ticketType', $2::int + row_number() OVER (ORDER BY asked_at), id, 2 FROM waiting`,
      [eventId, count],
    );
    const [counts] = await tx.query<{ sold: number; held: number }>(
      `UPDATE ticket_type t SET held = n.held, sold = n.sold, available = 0, capacity = n.held + n.sold, waiting = 40
       FROM (SELECT coalesce(sum(quantity) FILTER (WHERE status = 'pre_order'), 0) AS held,
               coalesce(sum(quantity) FILTER (WHERE status = 'sold'), 0) AS sold FROM pre_order WHERE event_id = $1) n
       WHERE t.event_id = $1 RETURNING t.sold, t.held`,
      [eventId],
    );
    await tx.query('UPDATE event SET waiting = 40, last_place = $2::int + 40, served = $2 WHERE id = $1', [
      eventId,
      count,
    ]);
    return counts as { sold: number; held: number };
  });
}
