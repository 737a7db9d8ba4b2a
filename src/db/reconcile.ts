import type { RequestedItem } from '../domain/pre-order';
import type { Database } from './database';

/** How long a row and its workflow may differ before that means something, in seconds: one follows the other. */
const GRACE_SECONDS = 15;

/** A pre-order as its workflow would be started. */
export interface OpenHold {
  preOrderId: string;
  eventId: string;
  buyerId: string;
  items: RequestedItem[];
}

/** Holds that have been open for a while, in order of id, after the given one. */
export async function readOpenHolds(db: Database, after: string, limit: number): Promise<OpenHold[]> {
  return db.query<OpenHold & Record<string, unknown>>(
    {
      name: 'open_holds',
      text: `SELECT id AS "preOrderId", event_id AS "eventId", buyer_id AS "buyerId", items FROM pre_order
             WHERE status = 'pre_order' AND held_at < now() - make_interval(secs => $3) AND id > $1
             ORDER BY id LIMIT $2`,
    },
    [after, limit, GRACE_SECONDS],
  );
}

/** Which of these are over, and have been for a while, or were never there, or wait in line: all have no use for a flow. */
export async function findOver(db: Database, ids: string[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    {
      name: 'find_over',
      text: `SELECT u.id FROM unnest($1::uuid[]) AS u (id) LEFT JOIN pre_order p ON p.id = u.id
             WHERE p.id IS NULL OR p.status = 'in_line' OR p.closed_at < now() - make_interval(secs => $2)`,
    },
    [ids, GRACE_SECONDS],
  );
  return rows.map(({ id }) => id);
}

/** Owes a word to the flow of every sale that isn't over and isn't among these. @returns how many. */
export async function oweSales(db: Database, running: string[]): Promise<number> {
  const rows = await db.query(
    {
      name: 'owe_sales',
      text: `UPDATE event SET signal_due_at = now()
             WHERE signal_due_at IS NULL AND state IN ('active', 'paused') AND closes_at > now() AND id <> ALL ($1)
               AND created_at < now() - make_interval(secs => $2)
             RETURNING id`,
    },
    [running, GRACE_SECONDS],
  );
  return rows.length;
}

/** What the reconciler did. */
export interface Reconciled {
  /** Workflows that were missing and run again. */
  restarted: number;
  /** Workflows that had outlived their rows and were told. */
  ended: number;
}

/** Keeps what was done, where anything was. */
export async function recordReconciled(db: Database, { restarted, ended }: Reconciled): Promise<void> {
  const text = 'INSERT INTO reconciliation (restarted, ended) VALUES ($1, $2)';
  await db.query({ name: 'record_reconciled', text }, [restarted, ended]);
}

/** The last times that there was something to do, newest first. */
export async function readReconciliations(db: Database): Promise<(Reconciled & { at: Date })[]> {
  const text = 'SELECT at, restarted, ended FROM reconciliation ORDER BY at DESC LIMIT 10';
  return db.query<Reconciled & { at: Date } & Record<string, unknown>>({ name: 'reconciliations', text }, []);
}

/** Which of these aren't sold, nor about to be, nor void with their event; also those that were never there. */
export async function findUnsold(db: Database, ids: string[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    {
      name: 'find_unsold',
      text: `SELECT u.id FROM unnest($1::uuid[]) AS u (id) LEFT JOIN pre_order p ON p.id = u.id
             WHERE p.id IS NULL OR p.status NOT IN ('checking_out', 'sold', 'cancelled')`,
    },
    [ids],
  );
  return rows.map(({ id }) => id);
}
