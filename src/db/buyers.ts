import type { EmailAddress } from '../domain/email-address';
import type { Database, Transaction } from './database';

/** @returns the id of the buyer who has this address; the row stays locked. */
export async function findBuyerByEmail(tx: Transaction, key: string): Promise<string | undefined> {
  const text = 'SELECT id FROM buyer WHERE email_key = $1 FOR UPDATE';
  return (await tx.query<{ id: string }>(text, [key]))[0]?.id;
}

/** Keeps a buyer from being erased until the transaction ends. @returns false if that came first. */
export async function lockBuyer(tx: Transaction, id: string): Promise<boolean> {
  const text = 'SELECT id FROM buyer WHERE id = $1 AND erased_at IS NULL FOR UPDATE';
  return (await tx.query(text, [id])).length > 0;
}

/**
 * Makes a known buyer.
 * @param email only if the buyer has proved it.
 * @returns false if somebody else has just got the address.
 */
export async function insertBuyer(
  tx: Transaction,
  id: string,
  email: EmailAddress | undefined,
): Promise<boolean> {
  const text = `INSERT INTO buyer (id, email, email_key, email_verified_at)
    VALUES ($1, $2, $3, CASE WHEN $2::text IS NOT NULL THEN now() END)
    ON CONFLICT (email_key) DO NOTHING RETURNING id`;
  return (await tx.query(text, [id, email?.email ?? null, email?.key ?? null])).length > 0;
}

/** A known buyer. */
export interface Buyer {
  id: string;
  email: string | null;
  createdAt: Date;
}

/** @returns undefined for an anonymous buyer, and for one who was erased. */
export async function readBuyer(db: Database, id: string): Promise<Buyer | undefined> {
  const text = `SELECT id, email, created_at AS "createdAt" FROM buyer WHERE id = $1 AND erased_at IS NULL`;
  return (await db.query<Buyer>({ name: 'buyer', text }, [id]))[0];
}

/** The address that a buyer has proved, by the key of its mailbox. */
export async function readEmailOf(db: Database, key: string): Promise<string | undefined> {
  const text = 'SELECT email FROM buyer WHERE email_key = $1';
  return (await db.query<{ email: string }>({ name: 'email_of', text }, [key]))[0]?.email;
}
