import type { EventDefinition, EventState } from '../domain/event';
import type { Transaction } from './database';

/** What decides whether an event may be changed, read under its lock. */
export interface LockedEvent {
  state: EventState;
  draw: boolean;
  /** People have entered a draw that hasn't been made. */
  hasEntries: boolean;
  lastPlace: number;
  presenceSeconds: number;
}

/** Locks an event against other changes of it and of its line. @returns undefined if there is none. */
export async function lockEvent(tx: Transaction, id: string): Promise<LockedEvent | undefined> {
  const [row] = await tx.query<LockedEvent>(
    `SELECT state, draw, draw AND drawn_at IS NULL AND waiting > 0 AS "hasEntries", last_place AS "lastPlace",
       presence_seconds AS "presenceSeconds"
     FROM event WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return row;
}

/** Writes an event without its ticket types; a draw that was made stays. @returns true if it was created. */
export async function saveEvent(tx: Transaction, event: EventDefinition): Promise<boolean> {
  const [row] = await tx.query<{ created: boolean }>(
    `INSERT INTO event (id, name, venue, starts_at, on_sale_at, closes_at, hold_seconds, idle_seconds,
                        max_per_buyer, draw, presence_seconds, sign_in_required, payment)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (id) DO UPDATE SET name = $2, venue = $3, starts_at = $4, on_sale_at = $5, closes_at = $6,
       hold_seconds = $7, idle_seconds = $8, max_per_buyer = $9, presence_seconds = $11, sign_in_required = $12, payment = $13,
       draw = $10 OR event.drawn_at IS NOT NULL,
       signal_due_at = now()
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
      event.signIn === 'required',
      event.payment,
    ],
  );
  return row?.created ?? false;
}

/** Writes what an event tells its visitors besides its sale. */
export async function saveEventDetails(tx: Transaction, event: EventDefinition): Promise<void> {
  const { id, timeZone, description, imageUrl, doorsOpenAt, refundableUntil } = event;
  await tx.query(
    `INSERT INTO event_details (event_id, time_zone, description, image_url, doors_open_at, refundable_until)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (event_id) DO UPDATE SET time_zone = $2, description = $3, image_url = $4, doors_open_at = $5,
       refundable_until = $6`,
    [id, timeZone, description, imageUrl, doorsOpenAt, refundableUntil],
  );
}

/** Locks an event's ticket types in the order in which every statement locks them. @returns their ids. */
export async function lockTicketTypes(tx: Transaction, eventId: string): Promise<string[]> {
  const text = 'SELECT id FROM ticket_type WHERE event_id = $1 ORDER BY id FOR UPDATE';
  return (await tx.query<{ id: string }>(text, [eventId])).map(({ id }) => id);
}

/** Writes the ticket types in the operator's order. A capacity below what is held and sold leaves a deficit. */
export async function saveTicketTypes(tx: Transaction, { id, ticketTypes }: EventDefinition): Promise<void> {
  for (const [position, type] of ticketTypes.entries())
    await tx.query(
      `INSERT INTO ticket_type (event_id, id, position, name, price_cents, currency, capacity, available)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
       ON CONFLICT (event_id, id) DO UPDATE SET position = $3, name = $4, price_cents = $5, currency = $6,
         capacity = $7,
         available = greatest($7 - ticket_type.held - ticket_type.sold, 0),
         deficit = greatest(ticket_type.held + ticket_type.sold - $7, 0)`,
      [id, type.id, position, type.name, type.priceCents, type.currency, type.capacity],
    );
}

/** Whether anybody ever asked for tickets of the event; those who entered a draw and left had no place. */
export async function wasEverAsked(tx: Transaction, eventId: string): Promise<boolean> {
  const found = await tx.query(
    `SELECT FROM event e
     WHERE id = $1 AND (last_place > 0 OR EXISTS (SELECT FROM pre_order p WHERE p.event_id = e.id))`,
    [eventId],
  );
  return found.length > 0;
}

/** Whether any pre-order ever asked for this ticket type. */
export async function wasAskedFor(tx: Transaction, eventId: string, ticketType: string): Promise<boolean> {
  const found = await tx.query(
    `SELECT FROM pre_order p, jsonb_array_elements(p.items) AS i (item)
     WHERE p.event_id = $1 AND i.item->>'ticketType' = $2 LIMIT 1`,
    [eventId, ticketType],
  );
  return found.length > 0;
}

export async function removeTicketType(tx: Transaction, eventId: string, ticketType: string): Promise<void> {
  await tx.query('DELETE FROM ticket_type WHERE event_id = $1 AND id = $2', [eventId, ticketType]);
}

/** The event stops requiring presence: places that were passed over count again. */
export async function readmitAbsent(tx: Transaction, eventId: string): Promise<void> {
  await tx.query('SELECT end_absences($1)', [eventId]);
}

/** Records what an operator decided. The workflow is signalled later. */
export async function setEventState(tx: Transaction, id: string, state: EventState): Promise<void> {
  await tx.query('UPDATE event SET state = $2, signal_due_at = now() WHERE id = $1', [id, state]);
}

/** Makes a signal to the sale's workflow pending. */
export async function signalSale(tx: Transaction, id: string): Promise<void> {
  await tx.query('UPDATE event SET signal_due_at = now() WHERE id = $1', [id]);
}

/** Notifies every process of changed events and pre-orders, and that the events' lines may have something to do. */
export async function notifyChanges(
  tx: Transaction,
  { events = [], preOrders = [] }: { events?: string[]; preOrders?: string[] },
): Promise<void> {
  await tx.query('SELECT notify_changes($1, $2), notify_lines($1)', [events, preOrders]);
}
