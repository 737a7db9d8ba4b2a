import type { EventDefinition, SaleAction, SaleEvent } from '../domain/event';
import { changesOf } from '../domain/event-changes';
import { Refusal } from '../domain/refusal';
import type { Database, Transaction } from './database';
import { recordAction } from './operator-actions';

export interface PutOptions {
  /** Recorded together with what changed. */
  who?: string;
  /** Leaves an event alone that is there already. */
  onlyNew?: boolean;
}

/**
 * Creates an event or changes it, and records what changed. A draw that was made stays. A capacity below what
 * is held and sold is accepted: nothing more is sold then, and `deficit` says by how much.
 * @returns true where it was created.
 * @throws {Refusal} `ticket_type_in_use` where a type that is left out was asked for by somebody;
 *   `draw_under_way` where people have entered a draw that is left out; `draw_too_late` where places were
 *   given before there was one; `event_exists` where only a new one was wanted.
 */
export async function putEvent(
  db: Database,
  event: EventDefinition,
  { who = 'system', onlyNew = false }: PutOptions = {},
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [before] = await tx.query<{
      entered: boolean;
      draw: boolean;
      last_place: number;
      presence_seconds: number;
    }>(
      `SELECT draw AND drawn_at IS NULL AND waiting > 0 AS entered, draw, last_place, presence_seconds
       FROM event WHERE id = $1 FOR NO KEY UPDATE`,
      [event.id],
    );
    if (before && onlyNew) throw new Refusal({ code: 'event_exists' });
    if (before?.entered && !event.draw) throw new Refusal({ code: 'draw_under_way' });
    if (before && !before.draw && event.draw && before.last_place > 0)
      throw new Refusal({ code: 'draw_too_late' });
    const old = before && (await readWithin(tx, event.id));
    const [row] = await tx.query<{ created: boolean }>(
      `INSERT INTO event (id, name, venue, starts_at, on_sale_at, closes_at, hold_seconds, idle_seconds,
                          max_per_buyer, draw, presence_seconds)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (id) DO UPDATE SET name = $2, venue = $3, starts_at = $4, on_sale_at = $5, closes_at = $6,
         hold_seconds = $7, idle_seconds = $8, max_per_buyer = $9, presence_seconds = $11,
         draw = $10 OR event.drawn_at IS NOT NULL,
         flow_due_at = now()
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
    const existing = await tx.query<{ id: string }>(
      'SELECT id FROM ticket_type WHERE event_id = $1 ORDER BY id FOR UPDATE',
      [event.id],
    );
    const kept = new Set(event.ticketTypes.map((type) => type.id));
    for (const { id } of existing.filter((one) => !kept.has(one.id))) {
      const used = await tx.query(
        `SELECT FROM pre_order p, jsonb_array_elements(p.items) AS i (item)
         WHERE p.event_id = $1 AND i.item->>'ticketType' = $2 LIMIT 1`,
        [event.id, id],
      );
      if (used.length > 0) throw new Refusal({ code: 'ticket_type_in_use', ticketType: id });
      await tx.query('DELETE FROM ticket_type WHERE event_id = $1 AND id = $2', [event.id, id]);
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
    if (before && before.presence_seconds > 0 && event.presenceSeconds === 0)
      await tx.query('SELECT nobody_absent($1)', [event.id]);
    const created = row?.created ?? false;
    // Somebody may have created it since we looked.
    if (onlyNew && !created) throw new Refusal({ code: 'event_exists' });
    if (created) await recordAction(tx, event.id, { who, what: 'create' });
    else if (old) {
      const changed = changesOf(old, await readWithin(tx, event.id));
      if (Object.keys(changed).length > 0)
        await recordAction(tx, event.id, { who, what: 'edit', detail: { changed } });
    }
    await tx.query('SELECT tell($1, $2), tell_line($1)', [[event.id], []]);
    return created;
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

async function readWithin(tx: Transaction, id: string): Promise<SaleEvent> {
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
    await tx.query('UPDATE event SET state = $2, flow_due_at = now() WHERE id = $1', [id, STATES[action]]);
    await recordAction(tx, id, { who, what: action });
    const ended =
      action === 'cancel' ? await tx.query<{ id: string }>('SELECT cancel_pre_orders($1) AS id', [id]) : [];
    await tx.query('SELECT tell($1, $2), tell_line($1)', [[id], []]);
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
    await tx.query('SELECT tell($1, $2)', [[], rows.map((row) => row.id)]);
  });
}
