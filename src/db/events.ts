import type { SaleEvent } from '../domain/event';
import { DEFAULT_TIME_ZONE } from '../domain/time-zone';
import type { PaymentRule } from '../domain/payment';
import { Refusal } from '../domain/refusal';
import type { Database, Transaction } from './database';

const EVENT = `
  SELECT e.id, e.name, e.venue, coalesce(d.time_zone, '${DEFAULT_TIME_ZONE}') AS "timeZone",
    coalesce(d.description, '') AS description, d.image_url AS "imageUrl", e.starts_at AS "startsAt",
    d.doors_open_at AS "doorsOpenAt", e.on_sale_at AS "onSaleAt", e.closes_at AS "closesAt",
    event_status(e, now()) AS status, e.hold_seconds AS "holdSeconds", e.idle_seconds AS "idleSeconds",
    e.max_per_buyer AS "maxPerBuyer", e.draw, e.presence_seconds AS "presenceSeconds",
    CASE WHEN e.sign_in_required THEN 'required' ELSE 'none' END AS "signIn", e.payment,
    d.refundable_until AS "refundableUntil",
    (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'priceCents', t.price_cents,
              'currency', t.currency, 'capacity', t.capacity, 'available', t.available, 'held', t.held,
              'sold', t.sold, 'deficit', t.deficit, 'cancelled', t.cancelled) ORDER BY t.position), '[]')
       FROM ticket_type t WHERE t.event_id = e.id) AS "ticketTypes"
  FROM event e LEFT JOIN event_details d ON d.event_id = e.id`;

/** @throws {Refusal} `event_not_found`. */
export async function readEvent(db: Database, id: string): Promise<SaleEvent> {
  const [event] = await db.query<SaleEvent>({ name: 'event', text: `${EVENT} WHERE e.id = $1` }, [id]);
  if (!event) throw new Refusal({ code: 'event_not_found' });
  return event;
}

/** An event as a transaction sees it; undefined if there is none. */
export async function findEvent(tx: Transaction, id: string): Promise<SaleEvent | undefined> {
  const [event] = await tx.query<SaleEvent>(`${EVENT} WHERE e.id = $1`, [id]);
  return event;
}

/** An existing event as a transaction sees it. */
export async function readEventWithin(tx: Transaction, id: string): Promise<SaleEvent> {
  return (await findEvent(tx, id)) as SaleEvent;
}

/** How long after its start an event counts as over, as SQL. Nobody says when it ends. */
const LASTS = "interval '12 hours'";

/** The events that are on sale, will be, or aren't over, soonest first. */
export async function listCurrentEvents(db: Database): Promise<SaleEvent[]> {
  const text = `${EVENT} WHERE e.starts_at > now() - ${LASTS}
      OR e.closes_at > now() AND event_status(e, now()) IN ('scheduled', 'on_sale')
    ORDER BY e.starts_at, e.id`;
  return db.query<SaleEvent>({ name: 'current_events', text }, []);
}

/** A page of all events there ever were, the latest start first. @param after the last event of the page before. */
export async function listEvents(
  db: Database,
  after: string | undefined,
  limit: number,
): Promise<SaleEvent[]> {
  const text = `${EVENT} WHERE $1::text IS NULL
      OR (e.starts_at, e.id) < (SELECT c.starts_at, c.id FROM event c WHERE c.id = $1)
    ORDER BY e.starts_at DESC, e.id DESC LIMIT $2`;
  return db.query<SaleEvent>({ name: 'events', text }, [after ?? null, limit]);
}

/** What the workflows of an event's pre-orders show to operators. */
export interface EventLabels {
  /** The names of its ticket types, by id. */
  names: ReadonlyMap<string, string>;
  /** How long a hold lasts if its buyer does nothing, in milliseconds; undefined if the event isn't known. */
  holdMs: number | undefined;
  payment: PaymentRule | undefined;
  title: string | undefined;
}

interface LabelRow {
  id: string;
  name: string;
  holdMs: number;
  payment: PaymentRule;
  title: string;
}

export async function readEventLabels(db: Database, eventId: string): Promise<EventLabels> {
  const text = `SELECT t.id, t.name, least(e.idle_seconds, e.hold_seconds) * 1000 AS "holdMs",
      e.payment, e.name AS title
    FROM event e JOIN ticket_type t ON t.event_id = e.id WHERE e.id = $1`;
  const statement = { name: 'event_labels', text };
  const rows = await db.query<LabelRow>(statement, [eventId]);
  const [first] = rows;
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return { names, holdMs: first?.holdMs, payment: first?.payment, title: first?.title };
}

/** The time zones of events, by their ids. */
export async function readTimeZones(db: Database, ids: string[]): Promise<Map<string, string>> {
  const text = 'SELECT event_id AS id, time_zone AS "timeZone" FROM event_details WHERE event_id = ANY($1)';
  const rows = await db.query<{ id: string; timeZone: string }>({ name: 'time_zones', text }, [ids]);
  return new Map(rows.map(({ id, timeZone }) => [id, timeZone]));
}
