import type { Database, Transaction } from './database';

/** A buyer's passkey, as the buyer sees it. */
export interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const COLUMNS = `id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"`;

/** A buyer's passkeys, the oldest first. */
export function readPasskeys(db: Database, buyerId: string): Promise<PasskeyRow[]> {
  const text = `SELECT ${COLUMNS} FROM passkey WHERE buyer_id = $1 ORDER BY created_at, id`;
  return db.query<PasskeyRow>({ name: 'passkeys', text }, [buyerId]);
}

/** What a passkey's answer is checked with. */
export interface PasskeyKey {
  buyerId: string;
  email: string | null;
  publicKey: Buffer;
  counter: number;
}

/** @returns undefined if there is no such passkey, or if its buyer was erased. */
export async function readPasskeyKey(db: Database, id: string): Promise<PasskeyKey | undefined> {
  const text = `SELECT buyer.id AS "buyerId", email, public_key AS "publicKey", counter
    FROM passkey JOIN buyer ON buyer.id = buyer_id WHERE passkey.id = $1 AND erased_at IS NULL`;
  return (await db.query<PasskeyKey>({ name: 'passkey_key', text }, [id]))[0];
}

/**
 * Records that a passkey was used. Its counter goes up each time, or stays 0 for ever.
 * @returns false if the passkey is gone, or if its counter hasn't gone up.
 */
export async function recordPasskeyUse(tx: Transaction, id: string, counter: number): Promise<boolean> {
  const text = `UPDATE passkey SET counter = $2, last_used_at = now()
    WHERE id = $1 AND ((counter = 0 AND $2 = 0) OR counter < $2) RETURNING id`;
  return (await tx.query(text, [id, counter])).length > 0;
}

/**
 * Adds a passkey to a buyer.
 * @returns `full` if the buyer has as many as one may have; undefined if there is such a passkey already, or no buyer.
 */
export async function insertPasskey(
  tx: Transaction,
  buyerId: string,
  passkey: { id: string; publicKey: Uint8Array; counter: number; transports: string[]; name: string },
  most: number,
): Promise<PasskeyRow | 'full' | undefined> {
  // The lock lets passkeys of one buyer be added one after the other only, so that the count is right.
  const lock = 'SELECT FROM buyer WHERE id = $1 AND erased_at IS NULL FOR UPDATE';
  if ((await tx.query(lock, [buyerId])).length === 0) return undefined;
  const [counted] = await tx.query<{ full: boolean }>(
    'SELECT count(*) >= $2 AS full FROM passkey WHERE buyer_id = $1',
    [buyerId, most],
  );
  if (counted?.full) return 'full';
  const text = `INSERT INTO passkey (id, buyer_id, public_key, counter, transports, name)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
  const { id, publicKey, counter, transports, name } = passkey;
  const values = [id, buyerId, Buffer.from(publicKey), counter, transports, name];
  return (await tx.query<PasskeyRow>(text, values))[0];
}

/** Removes a buyer's passkey. @returns false if the buyer has no such passkey. */
export async function deletePasskey(tx: Transaction, buyerId: string, id: string): Promise<boolean> {
  const text = 'DELETE FROM passkey WHERE buyer_id = $1 AND id = $2 RETURNING id';
  return (await tx.query(text, [buyerId, id])).length > 0;
}
