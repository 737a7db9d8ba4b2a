import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { trimmed } from '../config';

const DEFAULT_NAMESPACE = 'default';

/** What the environment or the embedded server's address says; `embedded` makes the environment not apply. */
function settings(embedded: string | undefined) {
  if (embedded !== undefined)
    return { connectionOptions: { address: embedded }, namespace: DEFAULT_NAMESPACE };
  const { connectionOptions, namespace = DEFAULT_NAMESPACE } = loadClientConnectConfig({
    overrideEnvVars: trimmed(process.env) as Record<string, string>,
  });
  return { connectionOptions, namespace };
}

export const namespaceOf = (embedded?: string): string => settings(embedded).namespace;

/**
 * Connects as Temporal's own environment variables and profiles say (TLS, API key, namespace).
 * @param embedded the address of the embedded server; the environment doesn't apply to it.
 * @throws if the server doesn't answer or has no such namespace.
 */
export async function connectTemporal(embedded?: string) {
  const { connectionOptions, namespace } = settings(embedded);
  const connection = await NativeConnection.connect(connectionOptions);
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return { connection, namespace };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
