import { createHash, randomBytes } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { openDatabase } from '../../src/db/database';

/** Whether programs use servers that the run was given (npm run test:topology) instead of embedded ones. */
export const GIVEN_SERVERS = process.env['TEST_GIVEN_SERVERS'] !== undefined;

const known = new Map<string, Promise<Record<string, string>>>();

/**
 * The environment of a program on the given servers: a database and a namespace for each data folder, which otherwise
 * has embedded servers of its own.
 */
export function givenServers(dataDir: string): Promise<Record<string, string>> {
  const found =
    known.get(dataDir) ?? prepare(`app_${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
  known.set(dataDir, found);
  return found;
}

async function prepare(name: string): Promise<Record<string, string>> {
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  const address = process.env['TEST_TEMPORAL_ADDRESS'] as string;
  const admin = openDatabase({ url: url.href, onError: () => undefined });
  await admin.query({ name: 'create', text: `CREATE DATABASE ${name}` }, []);
  await admin.close();
  url.pathname = name;
  const connection = await Connection.connect({ address });
  const workflowExecutionRetentionPeriod = msToTs('1 day');
  await connection.workflowService.registerNamespace({ namespace: name, workflowExecutionRetentionPeriod });
  await connection.close();
  return {
    ...{ DATABASE_URL: url.href, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: name },
    TEMPORAL_UI_URL: 'http://127.0.0.1:8233/',
    ...{ ADMIN_TOKEN: randomBytes(16).toString('hex'), SESSION_SECRET: randomBytes(16).toString('hex') },
  };
}
