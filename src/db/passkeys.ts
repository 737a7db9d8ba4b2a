import type { Database } from './database';

/** A buyer's passkey, as the buyer sees it. */
export interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** A buyer's passkeys, the oldest first. */
export function readPasskeys(db: Database, buyerId: string): Promise<PasskeyRow[]> {
  const text = `SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"
    FROM passkey WHERE buyer_id = $1 ORDER BY created_at, id`;
  return db.query<PasskeyRow>({ name: 'passkeys', text }, [buyerId]);
}
