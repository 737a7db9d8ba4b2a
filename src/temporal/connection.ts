import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

/**
 * Connects as Temporal's own environment names and profiles say (TLS, API key, namespace).
 * @param embedded the address of our own server instead, for which none of them is meant.
 */
export async function connectTemporal(embedded?: string) {
  const { connectionOptions, namespace = 'default' } =
    embedded === undefined
      ? loadClientConnectConfig()
      : { connectionOptions: { address: embedded }, namespace: undefined };
  return { connection: await NativeConnection.connect(connectionOptions), namespace };
}
