import type { Database, Transaction } from './database';

/** What a browser was asked to prove: for one purpose, in one session, once. */
export interface Challenge {
  purpose: string;
  id: string;
  sessionId: string;
}

/** Keeps a challenge until it is used or too old. The same one again, in the same session, replaces it. */
export async function insertChallenge(
  db: Database,
  { purpose, id, sessionId }: Challenge,
  lifeSeconds: number,
  data: object = {},
): Promise<void> {
  const text = `INSERT INTO challenge (purpose, id, session_id, data, expires_at)
    VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
    ON CONFLICT (purpose, id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at
    WHERE challenge.session_id = excluded.session_id`;
  await db.query({ name: 'insert_challenge', text }, [
    ...[purpose, id, sessionId, JSON.stringify(data), lifeSeconds],
  ]);
}

/** Notes that something was used. @returns false if it was used before. */
export async function insertChallengeOnce(
  db: Database,
  { purpose, id, sessionId }: Challenge,
  lifeSeconds: number,
): Promise<boolean> {
  const text = `INSERT INTO challenge (purpose, id, session_id, expires_at)
    VALUES ($1, $2, $3, now() + make_interval(secs => $4)) ON CONFLICT DO NOTHING RETURNING id`;
  const values = [purpose, id, sessionId, lifeSeconds];
  return (await db.query({ name: 'insert_challenge_once', text }, values)).length > 0;
}

// The purpose is part of the key, so that nothing that was made for one can serve another.
const BURN = `WITH burnt AS (
    DELETE FROM challenge WHERE purpose = $1 AND id = $2 AND session_id = $3 RETURNING data, expires_at
  ) SELECT data FROM burnt WHERE expires_at > now()`;

const valuesOf = ({ purpose, id, sessionId }: Challenge) => [purpose, id, sessionId];

/**
 * Uses a challenge up, whether or not what follows succeeds.
 * @returns what was kept with it; undefined if there is none, or if it was used before, is too old, or is another session's.
 */
export async function burnChallenge(db: Database, challenge: Challenge): Promise<unknown> {
  const rows = await db.query<{ data: unknown }>({ name: 'burn_challenge', text: BURN }, valuesOf(challenge));
  return rows[0]?.data;
}

/** The same, unless the transaction is rolled back. */
export async function takeChallenge(tx: Transaction, challenge: Challenge): Promise<unknown> {
  return (await tx.query<{ data: unknown }>(BURN, valuesOf(challenge)))[0]?.data;
}
