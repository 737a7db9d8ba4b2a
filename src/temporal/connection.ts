import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { trimmed } from '../config';

/**
 * Connects as Temporal's own environment variables and profiles say (TLS, API key, namespace).
 * @throws if the server doesn't answer or has no such namespace.
 * @param embedded the address of the embedded server; the environment doesn't apply to it.
 */
export async function connectTemporal(embedded?: string) {
  const { connectionOptions, namespace = 'default' } =
    embedded === undefined
      ? loadClientConnectConfig({ overrideEnvVars: trimmed(process.env) as Record<string, string> })
      : { connectionOptions: { address: embedded }, namespace: undefined };
  const connection = await NativeConnection.connect(connectionOptions);
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return { connection, namespace };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
