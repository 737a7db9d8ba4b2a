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

/** Any number, the same in every process: one claims mails at a time. */
const CLAIMING = 7_264_892;

/**
 * Mails whose workflow nobody has promised to start, the oldest first; now promised by the caller, for a while.
 * @param perSecond how many are claimed within a second, by all processes together; below 1, one is in a longer time.
 * @returns none while another process claims some.
 */
export async function claimDueMails(
  db: Database,
  perSecond: number,
  leaseSeconds: number,
): Promise<{ id: string; kind: string }[]> {
  const text = `WITH turn AS MATERIALIZED (
      SELECT CASE WHEN pg_try_advisory_xact_lock(${CLAIMING}) THEN $1::int ELSE 0 END
        - (SELECT count(*) FROM mail WHERE claimed_at > clock_timestamp() - make_interval(secs => $3)) AS room)
    UPDATE mail SET lease_until = clock_timestamp() + make_interval(secs => $2), claimed_at = clock_timestamp()
    WHERE id IN (SELECT id FROM mail WHERE status = 'queued' AND lease_until <= clock_timestamp()
                 ORDER BY lease_until, created_at LIMIT (SELECT greatest(0, room) FROM turn)
                 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind`;
  const [most, seconds] = [Math.max(1, Math.floor(perSecond)), Math.max(1, 1 / perSecond)];
  return db.query({ name: 'claim_due_mails', text }, [most, leaseSeconds, seconds]);
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

/** The mails that wait. */
export interface MailQueue {
  queued: number;
  /** For how long the oldest has waited, in seconds. */
  oldestSeconds: number;
  /** The same of those that came after the mail server took its last one. */
  stalledSeconds: number;
}

export async function readMailQueue(db: Database): Promise<MailQueue> {
  // Only the latest are looked at: while the server is away, any number of codes become too old.
  const text = `WITH took AS (
      SELECT max(ended_at) AS last FROM (
        SELECT status, ended_at FROM mail WHERE status <> 'queued' ORDER BY ended_at DESC LIMIT 100) ended
      WHERE status = 'sent')
    SELECT count(*)::int AS queued,
      coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestSeconds",
      coalesce(extract(epoch FROM now() - min(created_at) FILTER (
        WHERE created_at > coalesce((SELECT last FROM took), '-infinity'))), 0)::float8 AS "stalledSeconds"
    FROM mail WHERE status = 'queued'`;
  const [row] = await db.query<MailQueue>({ name: 'mail_queue', text }, []);
  return row ?? { queued: 0, oldestSeconds: 0, stalledSeconds: 0 };
}
