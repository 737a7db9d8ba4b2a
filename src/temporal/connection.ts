import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

export interface TemporalConnection {
  connection: NativeConnection;
  namespace: string;
}

/**
 * Connects as Temporal's own environment names and profiles say (TLS, API key, namespace).
 * @param embedded the address of our own server instead, for which none of them is meant.
 */
export async function connectTemporal(embedded?: string): Promise<TemporalConnection> {
  if (embedded !== undefined)
    return { connection: await NativeConnection.connect({ address: embedded }), namespace: 'default' };
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connection: await NativeConnection.connect(connectionOptions), namespace: namespace ?? 'default' };
}
