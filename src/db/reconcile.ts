import type { Reconciled } from '../domain/reconciled';
import type { PreOrderRequest } from '../domain/pre-order';
import type { Database } from './database';

/** Holds and open payments of at least the grace, in order of id, after the given one. */
export async function readOpenHolds(
  db: Database,
  after: string,
  limit: number,
  graceSeconds: number,
): Promise<PreOrderRequest[]> {
  // One status each, so that each has the index of its status.
  const ofStatus = (status: string) => `(
    SELECT id AS "preOrderId", event_id AS "eventId", buyer_id AS "buyerId", items FROM pre_order
    WHERE status = '${status}' AND held_at < now() - make_interval(secs => $3) AND id > $1
    ORDER BY id LIMIT $2)`;
  const text = `${ofStatus('pre_order')} UNION ALL ${ofStatus('paying')} ORDER BY 1 LIMIT $2`;
  return db.query<PreOrderRequest>({ name: 'open_holds', text }, [after, limit, graceSeconds]);
}

/** Which of these need no workflow: they have been over for at least the grace, never existed, or wait in line. */
export async function findOver(db: Database, ids: string[], graceSeconds: number): Promise<string[]> {
  const text = `SELECT u.id FROM unnest($1::uuid[]) AS u (id) LEFT JOIN pre_order p ON p.id = u.id
    WHERE p.id IS NULL OR p.status = 'in_line' OR p.closed_at < now() - make_interval(secs => $2)`;
  const rows = await db.query<{ id: string }>({ name: 'find_over', text }, [ids, graceSeconds]);
  return rows.map(({ id }) => id);
}

/** Records what a run did. */
export async function recordReconciled(db: Database, { restarted, ended }: Reconciled): Promise<void> {
  const text = 'INSERT INTO reconciliation (restarted, ended) VALUES ($1, $2)';
  await db.query({ name: 'record_reconciled', text }, [restarted, ended]);
}

/** The last ten runs that had something to do, newest first. */
export async function readReconciliations(db: Database): Promise<(Reconciled & { at: Date })[]> {
  const text = 'SELECT at, restarted, ended FROM reconciliation ORDER BY at DESC LIMIT 10';
  return db.query<Reconciled & { at: Date }>({ name: 'reconciliations', text }, []);
}

/** Which of these are neither sold, nor about to be, nor void with their event; unknown ones count. */
export async function findUnsold(db: Database, ids: string[]): Promise<string[]> {
  const text = `SELECT u.id FROM unnest($1::uuid[]) AS u (id) LEFT JOIN pre_order p ON p.id = u.id
    WHERE p.id IS NULL OR p.status NOT IN ('checking_out', 'sold', 'cancelled', 'refunded')`;
  const rows = await db.query<{ id: string }>({ name: 'find_unsold', text }, [ids]);
  return rows.map(({ id }) => id);
}
