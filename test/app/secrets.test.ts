/** Errors about a server are reported, and never reveal the secret for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../src/db/database';
import { freePort } from '../../src/embedded/ports';
import { programCommand, startApp } from '../helpers/app';
import { createTestDatabase } from '../helpers/database';

const CANARY = 'canary-81f0b7d6e2c94a35';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria secrets '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const nothingThere = async () => `127.0.0.1:${await freePort(20_000)}`;

/** @returns the program's output up to this text. */
async function saidUntil(text: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const secrets = { ADMIN_TOKEN: `${CANARY}-admin`, SESSION_SECRET: `${CANARY}-session` };
  const child = spawn(process.execPath, [...programCommand(), 'serve'], {
    env: { ...process.env, NODE_ENV: '', DATA_DIR: folder, PORT: '0', ...secrets, ...environment },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(text)) child.kill('SIGTERM');
    });
  await once(child, 'close');
  return said;
}

test('a database that does not exist', async () => {
  const DATABASE_URL = `postgres://app:${CANARY}@${await nothingThere()}/b`;
  const said = await saidUntil('waiting for Postgres', { DATABASE_URL, TEMPORAL_ADDRESS: 'x:1' });
  expect(said).toMatch(/waiting for Postgres: ./);
  expect(said).not.toContain(CANARY);
});

test('a database that refuses the password', async () => {
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  url.password = CANARY;
  const said = await saidUntil('Check the user', { DATABASE_URL: url.href, TEMPORAL_ADDRESS: 'x:1' });
  expect(said).toMatch(/Postgres refuses the login: password authentication failed/);
  expect(said).not.toContain(CANARY);
});

test('a Temporal that does not exist, or that refuses the API key', async () => {
  const { db, url } = await createTestDatabase();
  const given = { DATABASE_URL: url, TEMPORAL_API_KEY: CANARY };
  // An API key means TLS, which the test server doesn't speak.
  for (const [TEMPORAL_ADDRESS, answer] of [
    [await nothingThere(), 'Temporal does not answer'],
    [process.env['TEST_TEMPORAL_ADDRESS'], "Temporal's TLS and ours don't agree"],
  ]) {
    const said = await saidUntil(answer ?? '', { ...given, TEMPORAL_ADDRESS });
    expect(said).toContain(answer);
    expect(said).not.toContain(CANARY);
    expect(said).not.toContain(new URL(url).password);
  }
  await db.close();
});

test('connections that break while the program runs', async () => {
  const { db, url } = await createTestDatabase();
  const app = await startApp(folder, {
    ...{ DATABASE_URL: url, TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] },
    ...{ ADMIN_TOKEN: `${CANARY}-admin`, SESSION_SECRET: `${CANARY}-session` },
  });
  let said = '';
  const told = new Promise<void>((resolve) =>
    app.process.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('terminating connection')) resolve();
    }),
  );
  const admin = openDatabase({ url, onError: () => undefined });
  const text =
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  await admin.query({ name: 'break', text }, []).catch(() => undefined);
  await told;
  await app.end('SIGTERM');
  await Promise.all([admin.close(), db.close()]);
  expect(said).not.toContain(CANARY);
  expect(said).not.toContain(new URL(url).password);
}, 60_000);
