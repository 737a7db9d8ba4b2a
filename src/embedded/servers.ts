import path from 'node:path';
import type { Config } from '../config';
import { acquireDataDir } from './data-dir';
import { startPaymentSandbox } from './payment-sandbox';
import { FOLDER } from './payment-sandbox/find';
import { startEmbeddedPostgres } from './postgres';
import { startEmbeddedTemporal } from './temporal';
import { findTemporalCli } from './temporal-cli';

export interface Servers {
  databaseUrl: string;
  /** True if the database is the embedded one. */
  ownsDatabase: boolean;
  /** Only if Temporal is the embedded one; so is `uiUrl`. */
  temporalAddress?: string;
  uiUrl?: string;
  /** Where payments go if the environment names no provider; only with an embedded server. */
  sandbox?: Sandbox;
  secrets: Secrets;
  stop(): Promise<void>;
}

/** The embedded payment sandbox, as the provider's client needs it. */
export interface Sandbox {
  url: string;
  secretKey: string;
  webhookSecret: string;
  /** Tells it where to send webhooks. */
  setWebhookUrl(url: string): void;
}

/** Undefined only in a process without an API, on servers that the environment names. */
export interface Secrets {
  adminToken: string | undefined;
  sessionSecrets: readonly [string, ...string[]] | undefined;
}

/**
 * Starts the servers that the environment doesn't name, side by side.
 * @param needsSecrets whether to read secrets that the environment lacks from the data folder, where the first start
 * generates them.
 * @throws if one doesn't start; the others are stopped first.
 */
export async function startEmbedded(
  config: Config,
  needsSecrets: boolean,
  say: (text: string) => void,
): Promise<Servers> {
  const { DATABASE_URL, TEMPORAL_ADDRESS, ADMIN_TOKEN, SESSION_SECRET } = config;
  const given: Secrets = { adminToken: ADMIN_TOKEN, sessionSecrets: SESSION_SECRET };
  const secretsGiven = ADMIN_TOKEN !== undefined && SESSION_SECRET !== undefined;
  if (DATABASE_URL && TEMPORAL_ADDRESS && (secretsGiven || !needsSecrets))
    return {
      ...{ databaseUrl: DATABASE_URL, ownsDatabase: false, secrets: given },
      stop: () => Promise.resolve(),
    };
  const data = await acquireDataDir(config.DATA_DIR);
  const startTemporal = async () => {
    const cli = await findTemporalCli(config.TEMPORAL_CLI_PATH, say);
    say('starting Temporal');
    return startEmbeddedTemporal(data.path, cli, config.TEMPORAL_UI_PORT, say);
  };
  if (!DATABASE_URL) say('starting Postgres');
  const startSandbox = () => startPaymentSandbox({ folder: path.join(data.path, FOLDER) });
  const needsSandbox = config.STRIPE_SECRET_KEY === undefined && config.NODE_ENV !== 'production';
  const [postgres, temporal, sandbox] = await Promise.allSettled([
    DATABASE_URL ? undefined : startEmbeddedPostgres(data.path, say),
    TEMPORAL_ADDRESS ? undefined : startTemporal(),
    needsSandbox ? startSandbox() : undefined,
  ]);
  const stop = async () => {
    if (sandbox.status === 'fulfilled') await sandbox.value?.stop();
    if (temporal.status === 'fulfilled') await temporal.value?.stop();
    if (postgres.status === 'fulfilled') await postgres.value?.stop();
    await data.release();
  };
  if (postgres.status === 'rejected' || temporal.status === 'rejected' || sandbox.status === 'rejected') {
    await stop();
    const failed = [postgres, temporal, sandbox].find(({ status }) => status === 'rejected');
    throw (failed as PromiseRejectedResult).reason;
  }
  return {
    databaseUrl: DATABASE_URL ?? (postgres.value?.url as string),
    ownsDatabase: !DATABASE_URL,
    ...(temporal.value && { temporalAddress: temporal.value.address, uiUrl: temporal.value.uiUrl }),
    ...(sandbox.value && { sandbox: sandbox.value }),
    secrets: {
      adminToken: given.adminToken ?? data.adminToken,
      sessionSecrets: given.sessionSecrets ?? [data.sessionSecret],
    },
    stop,
  };
}
