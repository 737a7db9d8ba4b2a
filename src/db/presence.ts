import type { Database } from './database';

/** The shortest absence, in seconds, after which a line with people in it passes over a place; undefined if no line does. */
export async function shortestPresence(db: Database): Promise<number | undefined> {
  const text =
    'SELECT min(presence_seconds) AS shortest FROM event WHERE presence_seconds > 0 AND waiting > 0';
  const [row] = await db.query<{ shortest: number | null }>({ name: 'presence', text }, []);
  return row?.shortest ?? undefined;
}

/** Records that these buyers are present. Places that were passed over while they were away come up next. */
export async function recordPresence(db: Database, buyerIds: string[]): Promise<void> {
  await db.query({ name: 'record_presence', text: 'SELECT record_presence($1)' }, [buyerIds]);
  await db.query({ name: 'return_to_line', text: 'SELECT return_to_line($1)' }, [buyerIds]);
}
