import type { EventDefinition } from '../domain/event';
import { Refusal } from '../domain/refusal';
import type { Database } from './database';

/**
 * Creates an event or changes it. A capacity below what is held and sold is accepted: nothing more
 * is sold then, and `deficit` says by how much.
 * @returns true where it was created.
 * @throws {Refusal} `ticket_type_in_use` where a type that is left out was asked for by somebody.
 */
export async function putEvent(db: Database, event: EventDefinition): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [row] = await tx.query<{ created: boolean }>(
      `INSERT INTO event (id, name, venue, starts_at, on_sale_at, closes_at, hold_seconds, idle_seconds,
                          max_per_buyer, draw, presence_seconds)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (id) DO UPDATE SET name = $2, venue = $3, starts_at = $4, on_sale_at = $5, closes_at = $6,
         hold_seconds = $7, idle_seconds = $8, max_per_buyer = $9, draw = $10, presence_seconds = $11
       RETURNING xmax = 0 AS created`,
      [
        event.id,
        event.name,
        event.venue,
        event.startsAt,
        event.onSaleAt,
        event.closesAt,
        event.holdSeconds,
        event.idleSeconds,
        event.maxPerBuyer,
        event.draw,
        event.presenceSeconds,
      ],
    );
    // All types are locked in the order in which every statement locks them.
    const existing = await tx.query<{ id: string; used: boolean }>(
      `SELECT t.id, EXISTS (SELECT FROM pre_order p, jsonb_array_elements(p.items) AS i (item)
                             WHERE p.event_id = t.event_id AND i.item->>'ticketType' = t.id) AS used
       FROM ticket_type t WHERE t.event_id = $1 ORDER BY t.id FOR UPDATE`,
      [event.id],
    );
    const kept = new Set(event.ticketTypes.map((type) => type.id));
    for (const type of existing.filter((one) => !kept.has(one.id))) {
      if (type.used) throw new Refusal({ code: 'ticket_type_in_use', ticketType: type.id });
      await tx.query('DELETE FROM ticket_type WHERE event_id = $1 AND id = $2', [event.id, type.id]);
    }
    for (const [position, type] of event.ticketTypes.entries()) {
      await tx.query(
        `INSERT INTO ticket_type (event_id, id, position, name, price_cents, currency, capacity, available)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
         ON CONFLICT (event_id, id) DO UPDATE SET position = $3, name = $4, price_cents = $5, currency = $6,
           capacity = $7,
           available = greatest($7 - ticket_type.held - ticket_type.sold, 0),
           deficit = greatest(ticket_type.held + ticket_type.sold - $7, 0)`,
        [event.id, type.id, position, type.name, type.priceCents, type.currency, type.capacity],
      );
    }
    await tx.query('SELECT tell($1, $2)', [[event.id], []]);
    return row?.created ?? false;
  });
}

/** The counts of an event's ticket types, in the operator's order. */
export interface Stock {
  ticketType: string;
  capacity: number;
  available: number;
  held: number;
  sold: number;
  deficit: number;
}

export async function readStock(db: Database, eventId: string): Promise<Stock[]> {
  return db.query<Stock & Record<string, unknown>>(
    {
      name: 'stock',
      text: `SELECT id AS "ticketType", capacity, available, held, sold, deficit
             FROM ticket_type WHERE event_id = $1 ORDER BY position`,
    },
    [eventId],
  );
}
