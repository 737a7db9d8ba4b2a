import type { Database, Transaction } from './database';

/** A mail that is to be sent. */
export interface MailRow {
  id: string;
  kind: string;
  sealed: Buffer;
  worthless: boolean;
}

/** Adds a mail to those that are to be sent. */
export async function insertMail(
  tx: Transaction,
  mail: { id: string; kind: string; sealed: Buffer; worthlessAt: Date | undefined },
): Promise<void> {
  await tx.query('INSERT INTO mail (id, kind, sealed, worthless_at) VALUES ($1, $2, $3, $4)', [
    ...[mail.id, mail.kind, mail.sealed, mail.worthlessAt ?? null],
  ]);
}

/** Mails whose workflow nobody has promised to start, the oldest first; now promised by the caller, for a while. */
export async function claimDueMails(
  db: Database,
  limit: number,
  leaseSeconds: number,
): Promise<{ id: string; kind: string }[]> {
  const text = `UPDATE mail SET lease_until = clock_timestamp() + make_interval(secs => $2)
    WHERE id IN (SELECT id FROM mail WHERE status = 'queued' AND lease_until <= clock_timestamp()
                 ORDER BY lease_until, created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind`;
  return db.query({ name: 'claim_due_mails', text }, [limit, leaseSeconds]);
}

/** Leaves a mail to its workflow, which has been started, for so long. */
export async function leaveMail(db: Database, id: string, seconds: number): Promise<void> {
  const text = `UPDATE mail SET lease_until = clock_timestamp() + make_interval(secs => $2)
    WHERE id = $1 AND status = 'queued'`;
  await db.query({ name: 'leave_mail', text }, [id, seconds]);
}

/** @returns undefined where it has been sent or given up. */
export async function readQueuedMail(db: Database, id: string): Promise<MailRow | undefined> {
  const text = `SELECT id, kind, sealed, coalesce(worthless_at <= now(), false) AS worthless
    FROM mail WHERE id = $1 AND status = 'queued'`;
  return (await db.query<MailRow>({ name: 'queued_mail', text }, [id]))[0];
}

/** Records what became of a mail. Its content is deleted. @returns its kind, undefined if it had ended before. */
export async function endMail(
  db: Database,
  id: string,
  status: 'sent' | 'failed' | 'expired',
  failure?: string,
): Promise<string | undefined> {
  const text = `UPDATE mail SET status = $2, failure = $3, sealed = NULL, ended_at = now()
    WHERE id = $1 AND status = 'queued' RETURNING kind`;
  const ended = await db.query<{ kind: string }>({ name: 'end_mail', text }, [id, status, failure ?? null]);
  return ended[0]?.kind;
}

/** How many mails wait, and for how long the oldest has, in seconds. */
export async function readMailQueue(db: Database): Promise<{ queued: number; oldestSeconds: number }> {
  const text = `SELECT count(*)::int AS queued,
      coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestSeconds"
    FROM mail WHERE status = 'queued'`;
  const [row] = await db.query<{ queued: number; oldestSeconds: number }>({ name: 'mail_queue', text }, []);
  return row ?? { queued: 0, oldestSeconds: 0 };
}
