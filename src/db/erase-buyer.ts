import { tellEnded } from './buyer-sessions';
import type { Database, Transaction } from './database';

export interface Erased {
  /** Pre-orders that were given back although their workflows run. */
  givenBack: string[];
  /** Every session that the buyer had; none of them counts any more. */
  sessions: string[];
  /** How many orders are being paid. */
  paying: number;
}

/** Erases what is personal about a buyer (erase_buyer.sql). */
export async function eraseBuyer(tx: Transaction, buyerId: string): Promise<Erased> {
  const text = 'SELECT given_back AS "givenBack", sessions, paying FROM erase_buyer($1)';
  const [row] = await tx.query<Erased>(text, [buyerId]);
  const erased = row as Erased;
  await tellEnded(tx, erased.sessions);
  return erased;
}

/** Sessions that a restored database doesn't know, or has as open: they have ended. */
export async function endErasedSessions(tx: Transaction, buyerId: string, ids: string[]): Promise<void> {
  const text = `INSERT INTO session (id, buyer_id, device, ended_at) SELECT unnest($2::uuid[]), $1, '', now()
    ON CONFLICT (id) DO UPDATE SET device = '', ended_at = coalesce(session.ended_at, now())`;
  await tx.query(text, [buyerId, ids]);
}

/** Which of these buyers aren't erased. */
export async function findNotErased(db: Database, buyerIds: string[]): Promise<Set<string>> {
  const text = `SELECT i.id FROM unnest($1::uuid[]) AS i (id)
    WHERE NOT EXISTS (SELECT FROM buyer b WHERE b.id = i.id AND b.erased_at IS NOT NULL)`;
  return new Set(
    (await db.query<{ id: string }>({ name: 'not_erased', text }, [buyerIds])).map(({ id }) => id),
  );
}

/** All that is stored about a buyer but secrets (export_buyer.sql). */
export async function exportBuyer(db: Database, buyerId: string): Promise<Record<string, unknown>> {
  const rows = await db.query<{ data: Record<string, unknown> }>(
    { name: 'export_buyer', text: 'SELECT export_buyer($1) AS data' },
    [buyerId],
  );
  return rows[0]?.data ?? {};
}
