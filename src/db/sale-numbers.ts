import type { TicketType } from '../domain/event';
import type { Database } from './database';

/** The state of all sales that aren't over. Every process gets the same numbers. */
export interface SaleNumbers {
  /** The nearest openings first, at most fifty. */
  events: EventNumbers[];
  /** How far the most overdue hold is past its deadline, in seconds; 0 or less if none is. */
  overdueSeconds: number;
  /** How long ago the oldest pre-order was called that waits for its hold or its sale, in seconds; 0 if there is none. */
  oldestCallSeconds: number;
}

export interface EventNumbers extends Pick<TicketType, 'available' | 'held' | 'sold' | 'deficit'> {
  eventId: string;
  waiting: number;
}

const EVENTS = `
  SELECT e.id AS "eventId", e.waiting, sum(t.available)::int AS available, sum(t.held)::int AS held,
    sum(t.sold)::int AS sold, sum(t.deficit)::int AS deficit
  FROM (SELECT id, waiting, on_sale_at FROM event
        WHERE state IN ('active', 'paused') AND closes_at > now() ORDER BY on_sale_at, id LIMIT 50) e
  JOIN ticket_type t ON t.event_id = e.id GROUP BY e.id, e.waiting`;

/** Each is the first entry of an index, however many rows there are. */
const OLDEST = `
  SELECT coalesce(extract(epoch FROM now() - least((SELECT min(expires_at) FROM pre_order WHERE status = 'pre_order'),
                                            (SELECT min(expires_at) FROM pre_order WHERE status = 'paying'))), 0)::float8
      AS "overdueSeconds",
    coalesce(extract(epoch FROM now() - (SELECT called_at FROM pre_order WHERE status IN ('called', 'checking_out')
      ORDER BY called_at, place LIMIT 1)), 0)::float8 AS "oldestCallSeconds"`;

/**
 * For how long the oldest call or accepted checkout has been due without a lease, in seconds; below 0 while a process
 * has leased it, or if none is due.
 */
export async function readOverdueStepSeconds(db: Database): Promise<number> {
  const text = `SELECT extract(epoch FROM now() - lease_until)::float8 AS seconds FROM pre_order
    WHERE status IN ('called', 'checking_out') ORDER BY called_at, place LIMIT 1`;
  const [row] = await db.query<{ seconds: number }>({ name: 'overdue_step', text }, []);
  return row?.seconds ?? -1;
}

/** Cheap enough to run every few seconds during a sale: it reads the events and two index entries. */
export async function readSaleNumbers(db: Database): Promise<SaleNumbers> {
  const [events, [oldest]] = await Promise.all([
    db.query<EventNumbers>({ name: 'sale_numbers', text: EVENTS }, []),
    db.query<Omit<SaleNumbers, 'events'>>({ name: 'oldest', text: OLDEST }, []),
  ]);
  return { events, overdueSeconds: 0, oldestCallSeconds: 0, ...oldest };
}
