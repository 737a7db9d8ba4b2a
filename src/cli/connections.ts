import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config';
import { openDatabase, type Database } from '../db/database';
import { connectTemporal } from '../temporal/connection';
import { UsageError } from './output';

/** Runs a command's work on a database and closes it. Errors of idle connections don't matter to a command. */
export async function withDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase({ url, onError: () => undefined });
  return work(db).finally(db.close);
}

/**
 * Runs a command's work on the Temporal at TEMPORAL_ADDRESS and closes the connection.
 * @throws {UsageError} if TEMPORAL_ADDRESS isn't set.
 */
export async function withTemporal<T>(
  config: Config,
  work: (client: Client, connection: NativeConnection) => Promise<T>,
): Promise<T> {
  if (!config.TEMPORAL_ADDRESS) throw new UsageError('This command needs TEMPORAL_ADDRESS.');
  const { connection, namespace } = await connectTemporal();
  return work(new Client({ connection, namespace }), connection).finally(() => connection.close());
}
