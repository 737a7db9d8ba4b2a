import type { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { ReadSettings } from '../config';
import type { Database } from '../db/database';
import { CommandError } from './output';

/** The database at DATABASE_URL, or the embedded one of a program on this machine. */
export async function databaseUrlOf(settings: ReadSettings): Promise<string> {
  const { DATABASE_URL, DATA_DIR } = settings('DATABASE_URL', 'DATA_DIR');
  if (DATABASE_URL) return DATABASE_URL;
  const { findEmbeddedPostgres } = await import('../embedded/postgres.js');
  return findEmbeddedPostgres(DATA_DIR);
}

/**
 * Runs a command's work on a database and closes it. Errors of idle connections don't matter to a command.
 * @throws {TransactionPooling} if a pooler is in the way.
 */
export async function withDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const [{ openDatabase }, { requireSessions }] = await Promise.all([
    import('../db/database.js'),
    import('../db/sessions.js'),
  ]);
  await requireSessions(url);
  const db = openDatabase({ url, onError: () => undefined });
  return work(db).finally(db.close);
}

/**
 * Runs a command's work on the Temporal at TEMPORAL_ADDRESS and closes the connection.
 * @throws {CommandError} if TEMPORAL_ADDRESS isn't set.
 */
export async function withTemporal<T>(
  settings: ReadSettings,
  work: (client: Client, connection: NativeConnection) => Promise<T>,
): Promise<T> {
  if (!settings('TEMPORAL_ADDRESS').TEMPORAL_ADDRESS)
    throw new CommandError('setting_missing', 'This command needs TEMPORAL_ADDRESS.');
  const [{ Client }, { connectTemporal }] = await Promise.all([
    import('@temporalio/client'),
    import('../temporal/connection.js'),
  ]);
  const { connection, namespace } = await connectTemporal();
  return work(new Client({ connection, namespace }), connection).finally(() => connection.close());
}
