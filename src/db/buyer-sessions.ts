import type { Database, Transaction } from './database';

/** One of a known buyer's sessions. */
export interface SessionRow {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  device: string;
}

/** A known buyer's sessions that haven't ended, the newest first. */
export function readSessions(db: Database, buyerId: string, idleDays: number): Promise<SessionRow[]> {
  const text = `SELECT id, created_at AS "createdAt", last_used_at AS "lastUsedAt", device FROM session
    WHERE buyer_id = $1 AND ended_at IS NULL AND last_used_at > now() - make_interval(days => $2)
    ORDER BY created_at DESC, id`;
  return db.query<SessionRow>({ name: 'sessions', text }, [buyerId, idleDays]);
}

/** @returns undefined if there is none, or if it has ended. */
export async function readSession(
  db: Database,
  id: string,
): Promise<{ buyerId: string; signedInAt: number } | undefined> {
  const text = `SELECT buyer_id AS "buyerId", created_at AS at FROM session WHERE id = $1 AND ended_at IS NULL`;
  const [row] = await db.query<{ buyerId: string; at: Date }>({ name: 'session', text }, [id]);
  return row && { buyerId: row.buyerId, signedInAt: row.at.getTime() };
}

/** Begins a known buyer's session. @returns when. */
export async function insertSession(
  tx: Transaction,
  { sessionId, buyerId, device }: { sessionId: string; buyerId: string; device: string },
): Promise<Date> {
  const text = 'INSERT INTO session (id, buyer_id, device) VALUES ($1, $2, $3) RETURNING created_at AS at';
  const [row] = await tx.query<{ at: Date }>(text, [sessionId, buyerId, device]);
  return (row as { at: Date }).at;
}

/**
 * Ends a session, and tells all processes when the transaction commits. A second transaction waits here for the first.
 * @returns false if it had ended before.
 */
export async function endSession(
  tx: Transaction,
  { sessionId, buyerId, known }: { sessionId: string; buyerId: string; known: boolean },
): Promise<boolean> {
  const text = known
    ? 'UPDATE session SET ended_at = now() WHERE id = $1 AND buyer_id = $2 AND ended_at IS NULL RETURNING id'
    : `INSERT INTO session (id, buyer_id, device, ended_at) VALUES ($1, $2, '', now())
       ON CONFLICT DO NOTHING RETURNING id`;
  const ended = (await tx.query(text, [sessionId, buyerId])).length > 0;
  if (ended) await tellEnded(tx, [sessionId]);
  return ended;
}

/** Ends a known buyer's sessions, all but one. @returns the ids of those that ended. */
export async function endSessions(
  tx: Transaction,
  buyerId: string,
  except: string | null,
): Promise<string[]> {
  const text = `UPDATE session SET ended_at = now()
    WHERE buyer_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2 RETURNING id`;
  const ids = (await tx.query<{ id: string }>(text, [buyerId, except])).map(({ id }) => id);
  await tellEnded(tx, ids);
  return ids;
}

/** Tells all processes when the transaction commits. */
export async function tellEnded(tx: Transaction, ids: string[]): Promise<void> {
  // A notification holds at most 8,000 bytes, an id 39 of them.
  for (let i = 0; i < ids.length; i += 150)
    await tx.query(`SELECT send_notification(json_build_object('sessions', $1::uuid[]))`, [
      ids.slice(i, i + 150),
    ]);
}

/** Which of these sessions have ended, asked of the database itself. */
export async function readWhichEnded(db: Database, sessionIds: string[]): Promise<Set<string>> {
  const text = 'SELECT id FROM session WHERE id = ANY ($1) AND ended_at IS NOT NULL';
  const rows = await db.query<{ id: string }>({ name: 'which_ended', text }, [sessionIds]);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Sessions that ended since a moment. A row is there for as long as a token that names it is valid.
 * @param since undefined for all of them.
 */
export function readEndedSince(db: Database, since: Date | undefined): Promise<{ id: string; at: Date }[]> {
  const text = `SELECT id, ended_at AS at FROM session
    WHERE ended_at IS NOT NULL AND ended_at > coalesce($1::timestamptz, '-infinity')`;
  return db.query({ name: 'ended_since', text }, [since ?? null]);
}

/** Notes that these sessions are in use. */
export async function recordUse(db: Database, sessionIds: string[]): Promise<void> {
  const text = 'UPDATE session SET last_used_at = now() WHERE id = ANY ($1) AND ended_at IS NULL';
  await db.query({ name: 'session_use', text }, [sessionIds]);
}

/** Whether a session hasn't ended and began at most so many seconds ago. */
export async function beganWithin(db: Database, sessionId: string, seconds: number): Promise<boolean> {
  const text = `SELECT FROM session
    WHERE id = $1 AND ended_at IS NULL AND created_at > now() - make_interval(secs => $2)`;
  return (await db.query({ name: 'session_began', text }, [sessionId, seconds])).length > 0;
}
