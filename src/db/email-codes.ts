import type { Database, Transaction } from './database';

/** What asking for a code leads to. */
export interface AskedCode {
  outcome: 'new' | 'again' | 'blocked' | 'limited';
  /** The `signInId`; null where it is limited. */
  id: string | null;
  expiresAt: Date | null;
  /** When the next mail, or the next request, is possible, in seconds. */
  waitSeconds: number;
}

export interface CodeLimits {
  lifeSeconds: number;
  resendSeconds: number;
  perAddressHour: number;
  perSessionHour: number;
  wrongPerDay: number;
}

/** A code that is asked for. */
export interface NewCode {
  id: string;
  sessionId: string;
  email: string;
  key: string;
  hmac: Buffer;
  /** The mail with the code, and the one that only says that there is none today; sealed. */
  mail: Buffer;
  blockedMail: Buffer;
}

/** Begins sign-ins by e-mail, if the limits of each allow it, and queues their mails. @returns what became of them, in order. */
export async function askEmailCodes(
  db: Database,
  codes: NewCode[],
  limits: CodeLimits,
): Promise<AskedCode[]> {
  const text = `SELECT outcome, id, expires_at AS "expiresAt", wait_seconds AS "waitSeconds"
    FROM ask_email_codes($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ORDER BY ord`;
  const column = <K extends keyof NewCode>(name: K) => codes.map((code) => code[name]);
  return db.query<AskedCode>({ name: 'ask_email_codes', text }, [
    ...[column('id'), column('sessionId'), column('email'), column('key'), column('hmac')],
    ...[column('mail'), column('blockedMail')],
    ...[limits.lifeSeconds, limits.resendSeconds, limits.perAddressHour],
    ...[limits.perSessionHour, limits.wrongPerDay],
  ]);
}

/** A code of which one try has been counted. */
export interface TriedCode {
  /** Null where the code can't be used any more. */
  hmac: Buffer | null;
  attemptsLeft: number;
  email: string;
  key: string;
  used: boolean;
  idempotencyKey: string | null;
  newSessionId: string | null;
}

/** Counts a try. @returns undefined if this session has no such code. */
export async function tryEmailCode(
  db: Database,
  id: string,
  sessionId: string,
  wrongPerDay: number,
): Promise<TriedCode | undefined> {
  const text = `SELECT code_hmac AS hmac, attempts_left AS "attemptsLeft", email, email_key AS key, used,
      idempotency_key AS "idempotencyKey", new_session_id AS "newSessionId"
    FROM try_email_code($1, $2, $3)`;
  return (await db.query<TriedCode>({ name: 'try_email_code', text }, [id, sessionId, wrongPerDay]))[0];
}

/** Uses a code up. @returns false if it was used before. */
export async function useEmailCode(
  tx: Transaction,
  id: string,
  newSessionId: string,
  idempotencyKey: string | undefined,
): Promise<boolean> {
  const text = `UPDATE email_code SET used_at = now(), new_session_id = $2, idempotency_key = $3
    WHERE id = $1 AND used_at IS NULL RETURNING id`;
  return (await tx.query(text, [id, newSessionId, idempotencyKey ?? null])).length > 0;
}
