import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { openDatabase, type Database } from '../src/db/database';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/embedded/postgres';
import { startEmbeddedTemporal } from '../src/embedded/temporal';
import { findTemporalCli } from '../src/embedded/temporal-cli';
import { sign } from 'cookie-signature';
import { startApp, type App } from '../test/helpers/app';
import { serversIn } from '../test/helpers/servers-in';
import { CpuMeter } from './processes';
import { NAIVE_TABLES } from './naive/activities';

/** Our program and another one, on the same servers. */
export interface Setup {
  db: Database;
  databaseUrl: string;
  temporal: Client;
  ours: App;
  naive: App;
  /** Signs a new buyer's token for our API, which saves a request. */
  newToken(): string;
  cpuOf(variant: 'ours' | 'naive'): CpuMeter;
  stop(): Promise<void>;
}

export interface SetUpOptions {
  /** Whether Postgres counts its statements (pg_stat_statements), which makes it a little slower. */
  counted?: boolean;
  /** The program in bench/naive that ours is compared with. */
  other?: 'main' | 'bare';
  /** More settings of our program. */
  environment?: Record<string, string>;
}

export async function setUp(
  say: (text: string) => void,
  { counted = false, other = 'main', environment: more = {} }: SetUpOptions = {},
): Promise<Setup> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria bench '));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const postgres = counted ? await startCounting(folder) : await startEmbeddedPostgres(folder);
    undo.push(() => postgres.stop());
    const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], say);
    const server = await startEmbeddedTemporal(folder, cli, 0);
    undo.push(() => server.stop());
    const sessionSecret = randomBytes(16).toString('hex');
    const environment = {
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: server.address,
      ADMIN_TOKEN: randomBytes(16).toString('hex'),
      SESSION_SECRET: sessionSecret,
      // One session reads as much as thousands of buyers would, and all are at one address.
      RATE_LIMIT_SESSION: '0',
      RATE_LIMIT_CODES: '0',
      MAX_CONNECTIONS_ADDRESS: '0',
    };
    const db = openDatabase({ url: postgres.url, onError: () => undefined });
    undo.push(() => db.close());
    await db.transaction((tx) => tx.query(NAIVE_TABLES, []));
    const connection = await Connection.connect({ address: server.address });
    undo.push(() => connection.close());
    const ours = await startApp(folder, { ...environment, ...more });
    undo.push(() => ours.end('SIGTERM'));
    const naive = await startApp(folder, environment, ['--import', 'tsx', `bench/naive/${other}.ts`]);
    // SIGTERM would only drain the SDK's worker, and nothing here needs draining.
    undo.push(() => naive.end('SIGKILL'));

    const servers = serversIn(folder);
    const pids = { ours: ours.process.pid ?? 0, naive: naive.process.pid ?? 0 };
    return {
      ...{ db, databaseUrl: postgres.url, ours, naive, stop },
      temporal: new Client({ connection }),
      newToken: () => sign(randomUUID(), sessionSecret),
      cpuOf: (variant) => new CpuMeter({ ...servers, app: pids[variant], load: process.pid }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Postgres loads the library only when it starts, so it is started twice. */
async function startCounting(folder: string): Promise<EmbeddedPostgres> {
  const first = await startEmbeddedPostgres(folder);
  const admin = openDatabase({ url: first.url, onError: () => undefined });
  const text = "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'";
  await admin.query({ name: 'count_statements', text }, []);
  await admin.close();
  await first.stop();
  const second = await startEmbeddedPostgres(folder);
  const db = openDatabase({ url: second.url, onError: () => undefined });
  await db.query({ name: 'extension', text: 'CREATE EXTENSION pg_stat_statements' }, []);
  await db.close();
  return second;
}
