import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

export interface TemporalConnection {
  connection: NativeConnection;
  namespace: string;
}

/** Connects as Temporal's own environment names say (TLS, API key, namespace), or to the given address. */
export async function connectTemporal(address?: string): Promise<TemporalConnection> {
  const given = loadClientConnectConfig();
  const connection = await NativeConnection.connect({
    ...given.connectionOptions,
    ...(address !== undefined && { address }),
  });
  return { connection, namespace: given.namespace ?? 'default' };
}
