import type { EmailAddress } from '../domain/email-address';
import type { Operator, OperatorRole } from '../domain/roles';
import type { Database, Transaction } from './database';

/** A person who was given a role. */
export interface OperatorRow {
  email: string;
  role: OperatorRole;
  createdAt: Date;
  createdBy: string;
}

const COLUMNS = 'email, role, created_at AS "createdAt", created_by AS "createdBy"';

export const listOperators = (db: Database): Promise<OperatorRow[]> =>
  db.query<OperatorRow>(
    { name: 'operators', text: `SELECT ${COLUMNS} FROM operator ORDER BY email_key` },
    [],
  );

export async function readOperator(db: Database, key: string): Promise<OperatorRow | undefined> {
  const text = `SELECT ${COLUMNS} FROM operator WHERE email_key = $1`;
  return (await db.query<OperatorRow>({ name: 'operator', text }, [key]))[0];
}

/** Adds an operator, or locks the one that there is. @returns that one as it was, undefined for a new one. */
export async function addOrLockOperator(
  tx: Transaction,
  { email, key }: EmailAddress,
  role: OperatorRole,
  who: string,
): Promise<OperatorRow | undefined> {
  const text = `INSERT INTO operator (email_key, email, role, created_by) VALUES ($1, $2, $3, $4)
    ON CONFLICT (email_key) DO UPDATE SET email_key = excluded.email_key
    RETURNING ${COLUMNS}, xmax = 0 AS added`;
  const [row] = await tx.query<OperatorRow & { added: boolean }>(text, [key, email, role, who]);
  return row?.added ? undefined : row;
}

export async function changeOperator(
  tx: Transaction,
  { email, key }: EmailAddress,
  role: OperatorRole,
): Promise<void> {
  await tx.query('UPDATE operator SET email = $2, role = $3 WHERE email_key = $1', [key, email, role]);
}

/** Removes an operator and ends their sign-ins. @returns who it was, undefined if there was none. */
export async function removeOperator(tx: Transaction, key: string): Promise<OperatorRow | undefined> {
  return (
    await tx.query<OperatorRow>(`DELETE FROM operator WHERE email_key = $1 RETURNING ${COLUMNS}`, [key])
  )[0];
}

/** A buyer's session as far as it proves an operator. */
export interface Proof {
  /** Whether the buyer signed in a short time ago. */
  fresh: boolean;
  /** The operator who has the buyer's address; null if nobody has. */
  operatorKey: string | null;
}

/**
 * Whether a known buyer's session is an operator's. The address must be the very same: on some mail servers two spellings
 * that we take for one mailbox belong to two people.
 * @returns undefined if the session has ended.
 */
export async function readProof(
  db: Database,
  sessionId: string,
  minutes: number,
): Promise<Proof | undefined> {
  const text = `SELECT s.created_at > now() - make_interval(mins => $2) AS fresh, o.email_key AS "operatorKey"
    FROM session s LEFT JOIN buyer b ON b.id = s.buyer_id AND b.email_verified_at IS NOT NULL
      LEFT JOIN operator o ON o.email_key = b.email_key AND lower(o.email) = lower(b.email)
    WHERE s.id = $1 AND s.ended_at IS NULL`;
  return (await db.query<Proof>({ name: 'operator_proof', text }, [sessionId, minutes]))[0];
}

/** Begins a sign-in. @returns false if the operator has just been removed. */
export async function beginOperatorSession(
  db: Database,
  id: string,
  operatorKey: string,
  hours: number,
): Promise<boolean> {
  const text = `INSERT INTO operator_session (id, email_key, expires_at)
    SELECT $1, email_key, now() + make_interval(hours => $3) FROM operator WHERE email_key = $2 FOR KEY SHARE
    RETURNING id`;
  return (await db.query({ name: 'begin_operator_session', text }, [id, operatorKey, hours])).length > 0;
}

/** Begins a sign-in with the admin token, under a name. */
export async function beginTokenSession(
  db: Database,
  id: string,
  name: string,
  hours: number,
): Promise<void> {
  const text = `INSERT INTO operator_session (id, name, expires_at)
    VALUES ($1, $2, now() + make_interval(hours => $3))`;
  await db.query({ name: 'begin_token_session', text }, [id, name, hours]);
}

/** Who signed in, with the role that they have now; undefined if the sign-in has ended. */
export async function readOperatorSession(db: Database, id: string): Promise<Operator | undefined> {
  const text = `SELECT coalesce(o.email, s.name) AS name, coalesce(o.role, 'admin') AS role
    FROM operator_session s LEFT JOIN operator o USING (email_key) WHERE s.id = $1 AND s.expires_at > now()`;
  return (await db.query<Operator>({ name: 'operator_session', text }, [id]))[0];
}

export async function endOperatorSessions(db: Database, ids: string[]): Promise<void> {
  const text = 'DELETE FROM operator_session WHERE id = ANY ($1)';
  await db.query({ name: 'end_operator_sessions', text }, [ids]);
}
