import type { Database, Transaction } from './database';

/** What must hold at every instant, by the code under which a breach is found. */
export const INVARIANTS = {
  stock: 'the counts of every ticket type equal what its pre-orders hold and own',
  tickets: 'every held or sold pre-order has exactly its tickets',
  limit: 'no buyer is over the limit',
  line: 'the line has exactly those who wait, each once',
  called: 'nobody who was called was refused',
  ends: 'nothing that is over stays open',
  money: 'what was captured and not refunded is the price of live tickets, or is being settled',
  merged: 'nothing belongs to a buyer who turned out to be another',
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** What breaks an invariant. */
export interface Offender {
  invariant: Invariant;
  eventId: string;
  /** The id of a ticket type, pre-order or buyer. */
  offender: string;
}

/** How long an audit may take, in milliseconds. It reads everything. */
export const AUDIT_MS = 120_000;

/**
 * Finds what breaks the invariants, all at the same instant.
 * @param eventId limits the audit to one event.
 */
export async function audit(db: Database, eventId?: string): Promise<Offender[]> {
  return db.transaction((tx) => auditWithin(tx, eventId), AUDIT_MS);
}

/** The same, as a transaction sees it. */
export async function auditWithin(tx: Transaction, eventId?: string): Promise<Offender[]> {
  const text = 'SELECT invariant, event_id AS "eventId", offender FROM audit($1) ORDER BY 1, 2, 3 LIMIT 1000';
  return tx.query<Offender>(text, [eventId ?? null]);
}
