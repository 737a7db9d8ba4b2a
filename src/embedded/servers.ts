import { acquireDataDir } from './data-dir';
import { startEmbeddedPostgres } from './postgres';
import { startEmbeddedTemporal } from './temporal';
import { findTemporalCli } from './temporal-cli';

export interface ServerChoice {
  DATABASE_URL?: string | undefined;
  TEMPORAL_ADDRESS?: string | undefined;
  TEMPORAL_CLI_PATH?: string | undefined;
  TEMPORAL_UI_PORT: number;
  DATA_DIR: string;
  ADMIN_TOKEN?: string | undefined;
  SESSION_SECRET?: readonly [string, ...string[]] | undefined;
}

export interface Servers {
  databaseUrl: string;
  /** True where the database is the embedded one. */
  ownsDatabase: boolean;
  /** Only where Temporal is the embedded one. */
  temporalAddress?: string;
  uiUrl?: string;
  adminToken: string;
  sessionSecrets: readonly [string, ...string[]];
  stop(): Promise<void>;
}

/**
 * Starts those servers, side by side, that the environment doesn't give.
 * @throws where one doesn't start; the other is stopped then.
 */
export async function startEmbedded(choice: ServerChoice, say: (text: string) => void): Promise<Servers> {
  const { DATABASE_URL, TEMPORAL_ADDRESS, ADMIN_TOKEN, SESSION_SECRET } = choice;
  if (DATABASE_URL && TEMPORAL_ADDRESS && ADMIN_TOKEN && SESSION_SECRET) {
    const given = { databaseUrl: DATABASE_URL, adminToken: ADMIN_TOKEN, sessionSecrets: SESSION_SECRET };
    return { ...given, ownsDatabase: false, stop: () => Promise.resolve() };
  }
  const data = await acquireDataDir(choice.DATA_DIR);
  const startTemporal = async () => {
    const cli = await findTemporalCli(choice.TEMPORAL_CLI_PATH, say);
    say('starting Temporal');
    return startEmbeddedTemporal(data.path, cli, choice.TEMPORAL_UI_PORT, say);
  };
  if (!DATABASE_URL) say('starting Postgres');
  const [postgres, temporal] = await Promise.allSettled([
    DATABASE_URL ? undefined : startEmbeddedPostgres(data.path, say),
    TEMPORAL_ADDRESS ? undefined : startTemporal(),
  ]);
  const stop = async () => {
    if (temporal.status === 'fulfilled') await temporal.value?.stop();
    if (postgres.status === 'fulfilled') await postgres.value?.stop();
    await data.release();
  };
  if (postgres.status === 'rejected' || temporal.status === 'rejected') {
    await stop();
    throw (postgres.status === 'rejected' ? postgres : (temporal as PromiseRejectedResult)).reason;
  }
  return {
    databaseUrl: DATABASE_URL ?? (postgres.value?.url as string),
    ownsDatabase: !DATABASE_URL,
    ...(temporal.value && { temporalAddress: temporal.value.address, uiUrl: temporal.value.uiUrl }),
    adminToken: data.adminToken,
    sessionSecrets: [data.sessionSecret],
    stop,
  };
}
