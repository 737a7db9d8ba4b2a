import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sign } from 'cookie-signature';
import { openDatabase, type Database } from '../../src/db/database';
import { migrate } from '../../src/db/migrate';
import { startEmbeddedPostgres } from '../../src/embedded/postgres';
import { startEmbeddedTemporal } from '../../src/embedded/temporal';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { startApp, type App } from '../../test/helpers/app';

/** Servers for one part of the benchmark, so that no other part leaves anything behind. */
export interface Servers {
  db: Database;
  /** Where the servers keep their files. */
  folder: string;
  newToken(buyerId?: string): string;
  /** Starts a Temporal that the part may query as well. @returns its address. */
  temporal(): Promise<string>;
  /** Starts the whole program, with its own Temporal unless an address is given. */
  serve(environment?: { TEMPORAL_ADDRESS: string }): Promise<App>;
  /** Starts the API and the line without workflows (without-starts.ts). */
  withoutStarts(): Promise<App & { validatesUrl: string }>;
}

export async function withServers<T>(work: (servers: Servers) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria bench '));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const postgres = await startEmbeddedPostgres(folder);
    undo.push(() => postgres.stop());
    const db = openDatabase({ url: postgres.url, onError: () => undefined });
    undo.push(() => db.close());
    await migrate(db);
    const secret = randomBytes(16).toString('hex');
    const environment = {
      DATABASE_URL: postgres.url,
      SESSION_SECRET: secret,
      // One session reads as much as thousands of buyers would, and all are at one address.
      RATE_LIMIT_SESSION: '0',
      RATE_LIMIT_CODES: '0',
      MAX_CONNECTIONS_ADDRESS: '0',
      ADMIN_TOKEN: randomBytes(16).toString('hex'),
    };
    const start = async (own = {}, program?: string[]) => {
      const app = await startApp(folder, { ...environment, ...own }, program);
      undo.push(() => app.end('SIGTERM'));
      // The program does not print a token that it was given.
      return { ...app, adminToken: environment.ADMIN_TOKEN };
    };
    return await work({
      db,
      folder,
      newToken: (buyerId = randomUUID()) => sign(buyerId, secret),
      async temporal() {
        const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
        const server = await startEmbeddedTemporal(folder, cli, 0);
        undo.push(() => server.stop());
        return server.address;
      },
      serve: start,
      async withoutStarts() {
        const app = await start({}, ['--import', 'tsx', 'bench/line/without-starts.ts']);
        return { ...app, validatesUrl: app.metricsUrl };
      },
    });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** The first row of a statement. */
export async function one<T>(db: Database, name: string, text: string, values: unknown[] = []): Promise<T> {
  const [row] = await db.query<Record<string, unknown>>({ name, text }, values);
  return row as T;
}
