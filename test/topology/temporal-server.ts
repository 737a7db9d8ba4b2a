/**
 * Runs the Temporal server of docker-compose.yml as a native process. The version and settings come from that file
 * and the schema from its script, so the tests prove what the file starts.
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

/** This machine has no Go, or one that is too old to build the server. */
export class CannotBuildServer extends Error {}

/**
 * Finds the server and its schema tool in the cache, or builds them there, which takes minutes.
 * @returns the folder that contains both.
 * @throws CannotBuildServer if Go is missing or too old.
 */
export async function findServer(log: (text: string) => void): Promise<string> {
  const folder = path.join(cacheFolder(), 'bilheteria', `temporal-server-${VERSION}`);
  const version = await run(path.join(folder, 'temporal-server'), ['--version']).catch(() => undefined);
  if (version?.stdout.includes(VERSION)) return folder;
  log(`building Temporal server ${VERSION} with Go; this takes some minutes, once`);
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
    if ((error as { code?: unknown }).code === 'ENOENT') throw new CannotBuildServer('Go is not installed');
    if (/requires go/.test(reason)) throw new CannotBuildServer('the installed Go is too old');
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
 * Starts the server with its four services in one process, as the compose file does. The scripts in `deploy/` create
 * its two databases and its namespace.
 * @param logFile receives the server's output.
 */
export async function startServer(
  folder: string,
  postgresUrl: string,
  logFile: string,
): Promise<TemporalServer> {
  const { hostname, port: postgresPort, username, password } = new URL(postgresUrl);
  const ports = await freePorts(9);
  const port = () => String(ports.pop());
  const frontend = port();
  const address = `127.0.0.1:${frontend}`;
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
  const environment = {
    ...temporal.environment,
    HOME: homedir(),
    PATH: [folder, ...(cli.includes(path.sep) ? [path.dirname(cli)] : []), process.env['PATH']].join(':'),
    // Only addresses, credentials and paths differ from the compose file.
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
  if (/error:|warning:/.test(stdout)) throw new Error(`Invalid dynamic configuration:\n${stdout}`);
  // The compose file runs the script at every start, so a second run must change nothing.
  await script('temporal-schema.sh');
  await script('temporal-schema.sh');

  const file = await open(logFile, 'a');
  const child = spawn(path.join(folder, 'temporal-server'), ['start'], {
    env: environment,
    stdio: ['ignore', file.fd, file.fd],
  });
  await file.close();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const killTimer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(killTimer);
  };
  try {
    await waitUntilServing(address, exited, logFile);
    await script('temporal-namespace.sh');
    await script('temporal-namespace.sh');
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server stores ports as signed 16-bit numbers, so it can't use any above 32,767. */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  let next = 17_000 + (process.pid % 1_000) * 12;
  while (ports.length < count) {
    const port = await freePort(next);
    ports.push(port);
    next = port + 1;
  }
  return ports;
}

async function waitUntilServing(address: string, exited: Promise<void>, logFile: string): Promise<void> {
  const state = { exited: false };
  void exited.then(() => (state.exited = true));
  while (!state.exited) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '1s' });
      await connection.workflowService.getSystemInfo({});
      await connection.close();
      return;
    } catch {
      await delay(200);
    }
  }
  throw new Error(`The Temporal server did not start:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
}
