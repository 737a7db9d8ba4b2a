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

/** Servers of its own for one part, so that nothing of another part is left over. */
export interface Stand {
  db: Database;
  /** Where the servers keep their files. */
  folder: string;
  newToken(buyerId?: string): string;
  /** A Temporal that others may ask, too; its address. */
  temporal(): Promise<string>;
  /** The whole program, with a Temporal of its own where none is given. */
  serve(environment?: { TEMPORAL_ADDRESS: string }): Promise<App>;
  /** The API and the line as they are, while no workflow can be started: see without-starts.ts. */
  withoutStarts(): Promise<App & { validatesUrl: string }>;
}

export async function onStand<T>(work: (stand: Stand) => Promise<T>): Promise<T> {
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
      // One session reads as thousands would.
      RATE_LIMIT_SESSION: '0',
      ADMIN_TOKEN: randomBytes(16).toString('hex'),
    };
    const start = async (own = {}, program?: string[]) => {
      const app = await startApp(folder, { ...environment, ...own }, program);
      undo.push(() => app.end('SIGTERM'));
      // It doesn't say a token that it was given.
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

/** What one statement finds. */
export async function one<T>(db: Database, name: string, text: string, values: unknown[] = []): Promise<T> {
  const [row] = await db.query<Record<string, unknown>>({ name, text }, values);
  return row as T;
}
