import type { SaleEvent } from '../domain/event';
import { Refusal } from '../domain/refusal';
import type { Database, Transaction } from './database';

interface EventRow {
  event: Omit<SaleEvent, 'startsAt' | 'onSaleAt' | 'closesAt' | 'ticketTypes'>;
  starts_at: Date;
  on_sale_at: Date;
  closes_at: Date;
  ticket_types: SaleEvent['ticketTypes'];
}

const EVENT = `
  SELECT json_build_object('id', e.id, 'name', e.name, 'venue', e.venue, 'status', event_status(e, now()),
           'holdSeconds', e.hold_seconds, 'idleSeconds', e.idle_seconds, 'maxPerBuyer', e.max_per_buyer,
           'draw', e.draw, 'presenceSeconds', e.presence_seconds) AS event,
         e.starts_at, e.on_sale_at, e.closes_at,
         (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'priceCents', t.price_cents,
                   'currency', t.currency, 'capacity', t.capacity, 'available', t.available, 'held', t.held,
                   'sold', t.sold, 'deficit', t.deficit) ORDER BY t.position), '[]')
            FROM ticket_type t WHERE t.event_id = e.id) AS ticket_types
  FROM event e`;

const toEvent = (row: EventRow): SaleEvent => ({
  ...row.event,
  startsAt: row.starts_at,
  onSaleAt: row.on_sale_at,
  closesAt: row.closes_at,
  ticketTypes: row.ticket_types,
});

/** @throws {Refusal} `event_not_found`. */
export async function readEvent(db: Database, id: string): Promise<SaleEvent> {
  const [row] = await db.query<EventRow>({ name: 'event', text: `${EVENT} WHERE e.id = $1` }, [id]);
  if (!row) throw new Refusal({ code: 'event_not_found' });
  return toEvent(row);
}

/** An existing event as a transaction sees it. */
export async function readEventWithin(tx: Transaction, id: string): Promise<SaleEvent> {
  const [row] = await tx.query<EventRow & Record<string, unknown>>(`${EVENT} WHERE e.id = $1`, [id]);
  return toEvent(row as EventRow);
}

/** All events, soonest first. */
export async function listEvents(db: Database): Promise<SaleEvent[]> {
  const text = `${EVENT} ORDER BY e.starts_at, e.id`;
  return (await db.query<EventRow>({ name: 'events', text }, [])).map(toEvent);
}

/** What operators read of an event in the workflows of its pre-orders. */
export interface EventLabels {
  /** The names of its ticket types, by id. */
  names: ReadonlyMap<string, string>;
  /** How long a hold lasts if its buyer does nothing, in milliseconds; undefined where the event isn't known. */
  holdMs: number | undefined;
}

export async function readEventLabels(db: Database, eventId: string): Promise<EventLabels> {
  const rows = await db.query<{ id: string; name: string; holdMs: number }>(
    {
      name: 'event_labels',
      text: `SELECT t.id, t.name, least(e.idle_seconds, e.hold_seconds) * 1000 AS "holdMs"
        FROM event e JOIN ticket_type t ON t.event_id = e.id WHERE e.id = $1`,
    },
    [eventId],
  );
  return { names: new Map(rows.map(({ id, name }) => [id, name])), holdMs: rows[0]?.holdMs };
}
