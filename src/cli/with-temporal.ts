import { Client } from '@temporalio/client';
import type { Config } from '../config';
import { connectTemporal } from '../temporal/connection';
import { UsageError } from './output';

/** What a command does with the Temporal at TEMPORAL_ADDRESS. @throws {UsageError} where none is given. */
export async function withTemporal<T>(config: Config, work: (client: Client) => Promise<T>): Promise<T> {
  if (!config.TEMPORAL_ADDRESS) throw new UsageError('This needs TEMPORAL_ADDRESS.');
  const { connection, namespace } = await connectTemporal();
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}
