/**
 * `npm run test:topology` tests the production topology without Docker: the real Temporal server on Postgres,
 * `migrate`, and two `serve` processes, one of which is killed during a rush. The tests of the HTTP contract run on
 * the same servers. Exits with 77 if this machine can't build the Temporal server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/embedded/postgres';
import { CannotBuildServer, findServer, startServer, VERSION } from './temporal-server';

/** Tests from other folders that use the running program over HTTP. */
const CONTRACT = [
  'deploy',
  'http/docs',
  'app/http',
  'app/restarts',
  'app/line',
  'app/line-processes',
  'app/operator',
];
/** Tests from other folders that depend most on the Temporal server. */
const WORKFLOWS = ['workflows/filters', 'workflows/reconcile', 'workflows/versions'];

const log = (text: string) => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const server = await findServer(log);
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria topology '));
  const logFile = path.join(folder, 'temporal-server.log');
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const postgres = await startEmbeddedPostgres(folder, log);
    undo.push(postgres.stop);
    const temporal = await startServer(server, postgres.url, logFile);
    undo.push(temporal.stop);
    log(`Temporal server ${VERSION} on Postgres is ready at ${temporal.address}`);
    const files = process.argv.slice(2);
    const others = [...CONTRACT, ...WORKFLOWS].map((name) => `test/${name}.test`);
    const tests = files.length > 0 ? files : ['test/topology/', ...others];
    // In sequence, because several programs at once would overload a machine with two cores.
    const args = [...tests, '--runInBand', '--testPathIgnorePatterns=/node_modules/'];
    const servers = { TEST_POSTGRES_URL: postgres.url, TEST_TEMPORAL_ADDRESS: temporal.address };
    const jest = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...servers, TEST_GIVEN_SERVERS: '1' },
    });
    // Pass signals on to Jest and wait for it, so that this process always stops the servers that it started.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => jest.kill(signal));
    return ((await once(jest, 'exit')) as [number | null])[0] ?? 1;
  } finally {
    for (const step of undo.reverse()) await step();
    await rm(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (error instanceof CannotBuildServer)
      log(`skipped: can't build Temporal server ${VERSION}: ${error.message}`);
    else console.error(error);
    process.exitCode = error instanceof CannotBuildServer ? 77 : 1;
  },
);
