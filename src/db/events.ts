import type { SaleAction, SaleEvent } from '../domain/event';
import { Refusal } from '../domain/refusal';
import type { Database, Transaction } from './database';
import { recordAction } from './operator-actions';

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

/** As a transaction sees one that is there. */
export async function readEventWithin(tx: Transaction, id: string): Promise<SaleEvent> {
  const [row] = await tx.query<EventRow & Record<string, unknown>>(`${EVENT} WHERE e.id = $1`, [id]);
  return toEvent(row as EventRow);
}

export async function listEvents(db: Database): Promise<SaleEvent[]> {
  return (await db.query<EventRow>({ name: 'events', text: `${EVENT} ORDER BY e.starts_at, e.id` }, [])).map(
    toEvent,
  );
}

const STATES = { pause: 'paused', resume: 'active', close: 'closed', cancel: 'cancelled' } as const;

/**
 * Does what the operator asks and records it. Done twice it changes nothing the second time.
 * @returns the pre-orders whose flows are over now and should be told.
 * @throws {Refusal} `event_not_found`, or `event_final` where it was cancelled before.
 */
export async function actOnEvent(
  db: Database,
  id: string,
  action: SaleAction,
  who: string,
): Promise<string[]> {
  return db.transaction(async (tx) => {
    const [event] = await tx.query<{ state: string }>(
      'SELECT state FROM event WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    if (!event) throw new Refusal({ code: 'event_not_found' });
    if (event.state === STATES[action]) return [];
    if (event.state === 'cancelled') throw new Refusal({ code: 'event_final', status: 'cancelled' });
    await tx.query('UPDATE event SET state = $2, signal_due_at = now() WHERE id = $1', [id, STATES[action]]);
    await recordAction(tx, id, { who, what: action });
    const ended =
      action === 'cancel' ? await tx.query<{ id: string }>('SELECT cancel_pre_orders($1) AS id', [id]) : [];
    await tx.query('SELECT notify_changes($1, $2), notify_lines($1)', [[id], []]);
    return ended.map((row) => row.id);
  });
}

/**
 * Every open hold of the event ends that many seconds later.
 * @throws {Refusal} `event_not_found`.
 */
export async function extendHolds(db: Database, id: string, seconds: number, who: string): Promise<void> {
  await db.transaction(async (tx) => {
    const found = await tx.query('SELECT FROM event WHERE id = $1', [id]);
    if (found.length === 0) throw new Refusal({ code: 'event_not_found' });
    const rows = await tx.query<{ id: string }>(
      `UPDATE pre_order SET expires_at = expires_at + make_interval(secs => $2),
         hold_ends_at = hold_ends_at + make_interval(secs => $2)
       WHERE id IN (SELECT id FROM pre_order WHERE event_id = $1 AND status = 'pre_order' AND expires_at > now()
                    ORDER BY id FOR UPDATE) RETURNING id`,
      [id, seconds],
    );
    await recordAction(tx, id, { who, what: 'extend', detail: { seconds, holds: rows.length } });
    await tx.query('SELECT notify_changes($1, $2)', [[], rows.map((row) => row.id)]);
  });
}
