import type { Database } from './database';

/** Which rows nothing can need any more, in the order in which they are removed. */
interface Leftover {
  table: 'challenge' | 'email_code' | 'operator_session' | 'session' | 'mail' | 'webhook_inbox';
  /** The time that an index has. */
  age: string;
  where: string;
}

/** What signing in and paying leave behind. docs/retention.md says how long each is kept, and why. */
export const LEFTOVERS = {
  challenges: { table: 'challenge', age: 'expires_at', where: 'expires_at < now()' },
  codes: { table: 'email_code', age: 'created_at', where: `created_at < now() - interval '1 day'` },
  operatorSessions: { table: 'operator_session', age: 'expires_at', where: 'expires_at < now()' },
  mails: {
    ...{ table: 'mail', age: 'ended_at' },
    where: `status <> 'queued' AND ended_at < now() - interval '7 days'`,
  },
  // As long as a token that names the session is valid (src/http/session-token.ts), with the day of grace.
  sessions: {
    ...{ table: 'session', age: 'created_at' },
    where: `id <> buyer_id AND created_at < now() - interval '181 days'`,
  },
  anonymousSessions: {
    ...{ table: 'session', age: 'created_at' },
    where: `id = buyer_id AND substr(id::text, 15, 1) = '7' AND created_at < now() - interval '401 days'`,
  },
  webhooks: {
    ...{ table: 'webhook_inbox', age: 'handled_at' },
    where: `handled_at < now() - interval '30 days'`,
  },
  // About nothing that is known: a person may still look for what they were about.
  unknownWebhooks: {
    ...{ table: 'webhook_inbox', age: 'received_at' },
    where: `handled_at IS NULL AND received_at < now() - interval '90 days'`,
  },
} satisfies Record<string, Leftover>;

/**
 * Removes the oldest of these rows. Any number of processes may, at once.
 * @returns how many.
 */
export async function removeLeftovers(
  db: Database,
  what: keyof typeof LEFTOVERS,
  limit: number,
): Promise<number> {
  const { table, age, where }: Leftover = LEFTOVERS[what];
  const text = `WITH gone AS (
      DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM ${table} WHERE ${where} ORDER BY ${age} LIMIT $1 FOR UPDATE SKIP LOCKED))
      RETURNING 1)
    SELECT count(*)::int AS n FROM gone`;
  return (await db.query<{ n: number }>({ name: `remove_${what}`, text }, [limit]))[0]?.n ?? 0;
}
