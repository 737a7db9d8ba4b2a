import type { EventStatus, SaleAction } from '../domain/event';
import type { Database } from './database';
import { drawLine } from './draw';
import { actOnEvent } from './events';

/** What the flow of a sale needs to know; times are spans of the database's clock, in milliseconds. */
export interface SaleNow {
  status: EventStatus;
  /** Until the opening; 0 or less once it is open. */
  opensInMs: number;
  closesInMs: number;
  opensAt: Date;
  closesAt: Date;
  waiting: number;
  /** The opening has come, and the places have to be drawn. */
  drawDue: boolean;
}

/** What a sale's flow does, and what it is owed. */
export interface Sales {
  /** @returns undefined where there is no such event. */
  read(eventId: string): Promise<SaleNow | undefined>;
  /** @throws {Refusal} `event_not_found`, or `event_final` where it was cancelled before. */
  act(eventId: string, action: SaleAction): Promise<void>;
  /** @returns how many were drawn; undefined where there is nothing to draw. */
  draw(eventId: string): Promise<number | undefined>;
  /** Those that nobody has promised to tell, and those whose draw is overdue; now promised by us for a while. */
  claim(limit: number, leaseSeconds: number): Promise<DueSale[]>;
  /** It was told, unless something has changed since. */
  settle(sale: DueSale): Promise<void>;
}

export function createSales(db: Database): Sales {
  return {
    read: (eventId) => readSale(db, eventId),
    act: async (eventId, action) => {
      await actOnEvent(db, eventId, action, 'workflow');
    },
    draw: (eventId) => drawLine(db, eventId),
    claim: (limit, leaseSeconds) => claimSales(db, limit, leaseSeconds),
    settle: (sale) => settleSale(db, sale),
  };
}

async function readSale(db: Database, eventId: string): Promise<SaleNow | undefined> {
  const [row] = await db.query<SaleNow & Record<string, unknown>>(
    {
      name: 'sale_now',
      text: `SELECT event_status(e, now()) AS status, on_sale_at AS "opensAt", closes_at AS "closesAt", waiting,
               ceil(extract(epoch FROM on_sale_at - now()) * 1000)::float8 AS "opensInMs",
               ceil(extract(epoch FROM closes_at - now()) * 1000)::float8 AS "closesInMs",
               draw AND drawn_at IS NULL AND now() >= on_sale_at
                 AND event_status(e, now()) IN ('on_sale', 'paused') AS "drawDue"
             FROM event e WHERE id = $1`,
    },
    [eventId],
  );
  return row;
}

/** A sale whose flow is owed a word. */
export interface DueSale {
  eventId: string;
  name: string;
  /** Of this very claim. */
  claim: Date;
}

async function claimSales(db: Database, limit: number, leaseSeconds: number): Promise<DueSale[]> {
  return db.query<DueSale & Record<string, unknown>>(
    {
      name: 'claim_sales',
      text: `UPDATE event SET signal_due_at = date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => $2)
             WHERE id IN (
               SELECT id FROM event e
               WHERE signal_due_at <= now() OR signal_due_at IS NULL AND draw AND drawn_at IS NULL AND waiting > 0
                 AND on_sale_at < now() - make_interval(secs => $2) AND event_status(e, now()) IN ('on_sale', 'paused')
               ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
             RETURNING id AS "eventId", name, signal_due_at AS claim`,
    },
    [limit, leaseSeconds],
  );
}

async function settleSale(db: Database, { eventId, claim }: DueSale): Promise<void> {
  const text = 'UPDATE event SET signal_due_at = NULL WHERE id = $1 AND signal_due_at = $2';
  await db.query({ name: 'settle_sale', text }, [eventId, claim]);
}
