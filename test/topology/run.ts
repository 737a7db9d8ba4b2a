/**
 * `npm run test:topology`: the production topology without Docker. The real Temporal server on Postgres, `migrate`,
 * two `serve` of which one is killed in a rush; then the tests of the HTTP contract on the same servers.
 * Exits 77 where the server can't be built.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/embedded/postgres';
import { findServer, NoServer, startServer, VERSION } from './temporal-server';

/** Beside this folder's own: those that ask the running program over HTTP, and those that depend most on the server. */
const CONTRACT = [
  'deploy',
  'http/docs',
  'app/http',
  'app/restarts',
  'app/line',
  'app/line-processes',
  'app/operator',
];
const WORKFLOWS = ['workflows/filters', 'workflows/reconcile', 'workflows/versions'];

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const server = await findServer(say);
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria topology '));
  const log = path.join(folder, 'temporal-server.log');
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const postgres = await startEmbeddedPostgres(folder, say);
    undo.push(postgres.stop);
    const temporal = await startServer(server, postgres.url, log);
    undo.push(temporal.stop);
    say(`the Temporal server ${VERSION} on Postgres answers at ${temporal.address}`);
    const files = process.argv.slice(2);
    const others = [...CONTRACT, ...WORKFLOWS].map((name) => `test/${name}.test`);
    const tests = files.length > 0 ? files : ['test/topology/', ...others];
    // One after the other: it is a test of the topology, not of many programs on two cores.
    const args = [...tests, '--runInBand', '--testPathIgnorePatterns=/node_modules/'];
    const given = { TEST_POSTGRES_URL: postgres.url, TEST_TEMPORAL_ADDRESS: temporal.address };
    const jest = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...given, TEST_GIVEN_SERVERS: '1' },
    });
    // What was started here is stopped here, whoever is told to stop first.
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
    if (error instanceof NoServer) say(`skipped, no Temporal server ${VERSION}: ${error.message}`);
    else console.error(error);
    process.exitCode = error instanceof NoServer ? 77 : 1;
  },
);
