import type { Database } from '../../src/db/database';

/** Long enough for a million rows with their indexes, in milliseconds. */
const BULK_MS = 600_000;

/**
 * Puts many buyers into an event's line as if each had joined it, in one statement instead of a million. Entries of a
 * draw have no places yet. Then vacuums at once, as autovacuum would within a minute.
 */
export async function makeCrowd(
  db: Database,
  eventId: string,
  count: number,
  how: 'waiting' | 'entries',
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO pre_order (id, event_id, buyer_id, idempotency_key, status, items, quantity, total_cents, currency,
                              hold_seconds, idle_seconds, asked_at, place)
       SELECT gen_random_uuid(), e.id, gen_random_uuid(), gen_random_uuid()::text, 'in_line',
         jsonb_build_array(jsonb_build_object('ticketType', 'pista', 'quantity', 1, 'unitPriceCents', t.price_cents)), 1,
         t.price_cents, t.currency, e.hold_seconds, e.idle_seconds, now() - interval '1 h' + n * interval '1 ms',
         CASE WHEN $3 THEN e.last_place + n END
       FROM event e JOIN ticket_type t ON t.event_id = e.id AND t.id = 'pista', generate_series(1, $2::int) AS n
       WHERE e.id = $1`,
      [eventId, count, how === 'waiting'],
    );
    if (how === 'waiting') {
      await tx.query(
        `INSERT INTO place (event_id, ticket_type, number, pre_order_id, quantity)
         SELECT event_id, 'pista', place, id, 1 FROM pre_order WHERE event_id = $1 AND status = 'in_line' ORDER BY place`,
        [eventId],
      );
      await tx.query("UPDATE ticket_type SET waiting = waiting + $2 WHERE event_id = $1 AND id = 'pista'", [
        eventId,
        count,
      ]);
      await tx.query('UPDATE event SET last_place = last_place + $2 WHERE id = $1', [eventId, count]);
    }
    await tx.query('UPDATE event SET waiting = waiting + $2 WHERE id = $1', [eventId, count]);
  }, BULK_MS);
  await tidy(db);
}

/** Vacuums the tables of the line. One that takes longer than a statement may is vacuumed in several goes. */
export async function tidy(db: Database): Promise<void> {
  for (const table of ['pre_order', 'place', 'event', 'ticket_type', 'draw_result', 'ticket']) {
    const vacuum = () => db.query({ name: `tidy_${table}`, text: `VACUUM ${table}` }, []);
    for (let left = 10; left > 0; left--)
      if (await vacuum().catch((error: unknown) => left === 1 && Promise.reject(error as Error))) break;
    await db.query({ name: `analyze_${table}`, text: `ANALYZE ${table}` }, []);
  }
}

/** Adds buyers who are called and never started, each with this many tickets. @returns their pre-orders. */
export async function makeHolders(
  db: Database,
  eventId: string,
  count: number,
  each: number,
): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO pre_order (id, event_id, buyer_id, status, items, quantity, total_cents, currency, hold_seconds,
                              idle_seconds, asked_at, called_at, place, lease_until)
       SELECT gen_random_uuid(), e.id, gen_random_uuid(), 'called',
         jsonb_build_array(jsonb_build_object('ticketType', 'pista', 'quantity', $3::int, 'unitPriceCents', t.price_cents)),
         $3, $3 * t.price_cents, t.currency, e.hold_seconds, e.idle_seconds, now(), now(), e.last_place + n, 'infinity'
       FROM event e JOIN ticket_type t ON t.event_id = e.id AND t.id = 'pista', generate_series(1, $2::int) AS n
       WHERE e.id = $1`,
      [eventId, count, each],
    );
    await tx.query('UPDATE event SET last_place = last_place + $2 WHERE id = $1', [eventId, count]);
    await tx.query(
      "UPDATE ticket_type SET held = held + $2, available = available - $2 WHERE event_id = $1 AND id = 'pista'",
      [eventId, count * each],
    );
    const rows = await tx.query<{ id: string }>(
      "SELECT id FROM pre_order WHERE event_id = $1 AND status = 'called' ORDER BY place",
      [eventId],
    );
    return rows.map(({ id }) => id);
  });
}
