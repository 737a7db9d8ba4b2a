/**
 * The Temporal server of docker-compose.yml as a native process: its version, settings and schema script are read
 * from there, so that what is proven here is what the file starts.
 */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { parse } from 'yaml';
import { freePort } from '../../src/embedded/ports';
import { cacheFolder, findTemporalCli } from '../../src/embedded/temporal-cli';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '..', '..');
const MODULE = 'go.temporal.io/server/cmd';

interface Compose {
  services: { temporal: { image: string; environment: Record<string, string> } };
}
const { temporal } = (
  parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose
).services;
export const VERSION = temporal.image.split(':')[1] ?? '';

/** There is nothing to build the server with. */
export class NoServer extends Error {}

/**
 * Finds the server and its schema tool in our cache, or builds them there (minutes, once).
 * @returns their folder.
 * @throws NoServer where there is no Go, or one that is too old.
 */
export async function findServer(say: (text: string) => void): Promise<string> {
  const folder = path.join(cacheFolder(), 'bilheteria', `temporal-server-${VERSION}`);
  const told = await run(path.join(folder, 'temporal-server'), ['--version']).catch(() => undefined);
  if (told?.stdout.includes(VERSION)) return folder;
  say(`building the Temporal server ${VERSION} with Go, some minutes, once`);
  await mkdir(path.dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-draft-`);
  const packages = ['server', 'tools/sql'].map((name) => `${MODULE}/${name}@v${VERSION}`);
  try {
    await run('go', ['install', ...packages], {
      env: { ...process.env, GOBIN: draft },
      maxBuffer: 64 * 1024 * 1024,
    });
    await rename(path.join(draft, 'server'), path.join(draft, 'temporal-server'));
    await rename(path.join(draft, 'sql'), path.join(draft, 'temporal-sql-tool'));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return folder;
  } catch (error) {
    const reason = (error as Error).message;
    if ((error as { code?: unknown }).code === 'ENOENT')
      throw new NoServer('there is no Go to build it with');
    if (/requires go/.test(reason)) throw new NoServer('this Go is too old for it');
    throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

export interface TemporalServer {
  address: string;
  stop(): Promise<void>;
}

/**
 * Makes its two databases and its namespace with the scripts of `deploy/` and starts it, all four services in one
 * process as in the compose file.
 * @param log the file that it writes to.
 */
export async function startServer(folder: string, postgresUrl: string, log: string): Promise<TemporalServer> {
  const { hostname, port: postgresPort, username, password } = new URL(postgresUrl);
  const ports = await differentPorts(9);
  const port = () => String(ports.pop());
  const frontend = port();
  const address = `127.0.0.1:${frontend}`;
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
  const environment = {
    ...temporal.environment,
    HOME: homedir(),
    PATH: [folder, ...(cli.includes(path.sep) ? [path.dirname(cli)] : []), process.env['PATH']].join(':'),
    // Only where things are differs.
    ...{ POSTGRES_SEEDS: hostname, DB_PORT: postgresPort, POSTGRES_USER: username },
    ...{ POSTGRES_PWD: password, SQL_PASSWORD: password, TEMPORAL_ADDRESS: address, LOG_LEVEL: 'warn' },
    DYNAMIC_CONFIG_FILE_PATH: path.join(ROOT, temporal.environment['DYNAMIC_CONFIG_FILE_PATH'] ?? ''),
    ...{ BIND_ON_IP: '127.0.0.1', TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1' },
    ...{ FRONTEND_GRPC_PORT: frontend, FRONTEND_HTTP_PORT: port(), FRONTEND_MEMBERSHIP_PORT: port() },
    ...{ HISTORY_GRPC_PORT: port(), HISTORY_MEMBERSHIP_PORT: port() },
    ...{ MATCHING_GRPC_PORT: port(), MATCHING_MEMBERSHIP_PORT: port() },
    ...{ WORKER_GRPC_PORT: port(), WORKER_MEMBERSHIP_PORT: port() },
  };
  const script = (name: string) => run('sh', [path.join(ROOT, 'deploy', name)], { env: environment });
  const settings = ['validate-dynamic-config', environment.DYNAMIC_CONFIG_FILE_PATH];
  const { stdout } = await run(path.join(folder, 'temporal-server'), settings);
  if (/error:|warning:/.test(stdout)) throw new Error(`The settings are not right:\n${stdout}`);
  // As the compose file's restarts do: run again it changes nothing.
  await script('temporal-schema.sh');
  await script('temporal-schema.sh');

  const file = await open(log, 'a');
  const child = spawn(path.join(folder, 'temporal-server'), ['start'], {
    env: environment,
    stdio: ['ignore', file.fd, file.fd],
  });
  await file.close();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const giveUp = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(giveUp);
  };
  try {
    await untilServing(address, gone, log);
    await script('temporal-namespace.sh');
    await script('temporal-namespace.sh');
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server keeps its ports as 16-bit numbers with a sign, so those above 32,767 are none. */
async function differentPorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  let next = 17_000 + (process.pid % 1_000) * 12;
  while (ports.length < count) {
    const port = await freePort(next);
    ports.push(port);
    next = port + 1;
  }
  return ports;
}

async function untilServing(address: string, gone: Promise<void>, log: string): Promise<void> {
  const state = { gone: false };
  void gone.then(() => (state.gone = true));
  while (!state.gone) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '1s' });
      await connection.workflowService.getSystemInfo({});
      await connection.close();
      return;
    } catch {
      await delay(200);
    }
  }
  throw new Error(`The Temporal server did not start:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
}
