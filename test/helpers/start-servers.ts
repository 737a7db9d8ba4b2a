import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres';
import { startEmbeddedTemporal, type EmbeddedTemporal } from '../../src/embedded/temporal';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { programCommand, startApp, type App } from './app';
import { compileProgram } from './compile';
import stopServers from './stop-servers';
import type { SharedApp } from './use-app';

/** What the run has started, for stop-servers.ts. */
export interface Servers {
  folder?: string;
  /** The folder of the compiled program. */
  program?: string;
  postgres?: EmbeddedPostgres;
  temporal?: EmbeddedTemporal;
  /** Answers the test files that ask for the shared program. */
  broker?: Server;
  app?: Promise<App>;
}
const servers: Servers = {};
(globalThis as { servers?: Servers }).servers = servers;

/** Starts real servers once for the whole run, unless the environment gives some. */
export default async function startServers(): Promise<void> {
  try {
    await start();
  } catch (error) {
    // After a failed start nothing else stops what has started.
    await stopServers();
    throw error;
  }
}

async function start(): Promise<void> {
  const folder = (servers.folder = await mkdtemp(path.join(tmpdir(), 'bilheteria test ')));
  if (!process.env['TEST_GIVEN_SERVERS']) {
    servers.postgres = await startEmbeddedPostgres(folder);
    const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], (text) =>
      process.stderr.write(`${text}\n`),
    );
    servers.temporal = await startEmbeddedTemporal(folder, cli, 0);
    process.env['TEST_TEMPORAL_ADDRESS'] = servers.temporal.address;
    process.env['TEST_POSTGRES_URL'] = servers.postgres.url;
  }
  if (!process.env['TEST_BUILT']) {
    servers.program = await compileProgram();
    process.env['TEST_PROGRAM'] = path.join(servers.program, 'src', 'main.js');
  }
  await offerSharedApp(path.join(folder, 'shared app'));
}

async function startShared(folder: string): Promise<App> {
  const app = await startApp(folder, { METRICS_PORT: '0' }, [...programCommand(), 'serve']);
  // An interrupted run never gets to stop-servers.ts.
  process.once('exit', () => app.process.kill());
  return app;
}

/** The program that test files share (`useApp`): started when the first of them asks, so that a run without any has none. */
async function offerSharedApp(folder: string): Promise<void> {
  const broker = createServer((_request, response) => {
    servers.app ??= startShared(folder);
    servers.app.then(
      ({ url, metricsUrl, adminToken, process: { pid = 0 } }) => {
        const shared: SharedApp = { url, metricsUrl, adminToken, folder, pid };
        response.end(JSON.stringify(shared));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  servers.broker = broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  process.env['TEST_APP_FROM'] = `http://127.0.0.1:${(broker.address() as AddressInfo).port}`;
}
