import { spawn } from 'node:child_process';
import { readFile, rm, writeFile, open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../contract/search-attributes';
import { freePort } from './ports';
import { identityOf } from './processes';

export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
  stop(): Promise<void>;
}

/** Per second, for each queue of the one history shard: the default of 20 makes a lone dispatch wait 45 ms. */
const POLLS = 100;

const SETTINGS = {
  'history.transferProcessorMaxPollRPS': POLLS,
  'history.timerProcessorMaxPollRPS': POLLS,
  'history.visibilityProcessorMaxPollRPS': POLLS,
  // Else a timer fires up to a second late; meant for clocks of several hosts, and here is one.
  'history.timerProcessorMaxTimeShift': '"50ms"',
  'frontend.namespaceCount': 10_000,
  'frontend.namespaceRPS': 10_000,
  'system.enableActivityEagerExecution': true,
  // The dev server reads them from the file at every visibility task otherwise. Ours are aliases kept
  // with the namespace, there since it was made (SEARCH_ATTRIBUTES).
  'system.forceSearchAttributesCacheRefreshOnRead': false,
};

/** Given to the namespace when it is made: added later, they would be unknown for two seconds. */
const SEARCH_ATTRIBUTES = Object.fromEntries(
  // KEYWORD_LIST is KeywordList to the CLI, in capitals or not.
  Object.values(searchAttributes).map(({ name, type }) => [name, type.replace('_', '')]),
);

const PRAGMAS = {
  journal_mode: 'WAL',
  // Survives a killed process; the last moments may be lost with the power.
  synchronous: 'NORMAL',
  // In KiB where negative. The default of 2 MB is read anew all the time.
  cache_size: -65_536,
  // In pages. Those that change all the time are copied into the file a quarter as often as by default.
  wal_autocheckpoint: 4_000,
};

/**
 * Starts a Temporal dev server with its data in `<dataDir>/temporal.db`, in a process group of its
 * own so that Ctrl-C in our terminal reaches only us. One that a killed program left behind in that
 * folder is stopped first; a process that merely has its number is left alone. If it dies while we
 * run, it is started again in its place.
 */
export async function startEmbeddedTemporal(
  dataDir: string,
  cli: string,
  uiPort: number,
  say: (text: string) => void = () => undefined,
): Promise<EmbeddedTemporal> {
  const pidFile = path.join(dataDir, 'temporal.pid.json');
  await stopLeftBehind(pidFile);
  const ports = { port: await freePort(), ui: await freePort(uiPort) };
  const address = `127.0.0.1:${ports.port}`;
  const state = { stopping: false };
  let current = await launch(dataDir, cli, ports, pidFile);
  if (!(await answers(address, current.gone))) {
    throw new Error(`Temporal did not start; see ${path.join(dataDir, LOG)}`);
  }
  const stopped = () => state.stopping;
  const keepUp = async () => {
    for (;;) {
      await current.gone;
      if (stopped()) return;
      say('the embedded Temporal died; starting it again');
      await delay(RESTART_MS);
      if (stopped()) return;
      current = await launch(dataDir, cli, ports, pidFile);
      if (stopped()) current.end();
    }
  };
  const keptUp = keepUp();
  const stop = async () => {
    state.stopping = true;
    current.end();
    await keptUp;
    await rm(pidFile, { force: true });
  };
  return { address, uiUrl: `http://127.0.0.1:${ports.ui}`, stop };
}

const LOG = 'temporal.log';

const flags = (name: string, values: Record<string, unknown>) =>
  Object.entries(values).flatMap(([key, value]) => [name, `${key}=${String(value)}`]);

/** How long after its death it is started again, in milliseconds. */
const RESTART_MS = 500;

interface Launched {
  gone: Promise<void>;
  end(): void;
}

async function launch(
  dataDir: string,
  cli: string,
  { port, ui }: { port: number; ui: number },
  pidFile: string,
): Promise<Launched> {
  const log = await open(path.join(dataDir, LOG), 'a');
  const child = spawn(
    cli,
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(ui)],
      ...[
        '--db-filename',
        path.join(dataDir, 'temporal.db'),
        '--log-level',
        'warn',
        '--namespace',
        'default',
      ],
      ...flags('--sqlite-pragma', PRAGMAS),
      ...flags('--dynamic-config-value', SETTINGS),
      ...flags('--search-attribute', SEARCH_ATTRIBUTES),
    ],
    { detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  await log.close();
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (child.pid)
    await writeFile(pidFile, JSON.stringify({ pid: child.pid, identity: await identityOf(child.pid) }));
  const end = () => {
    child.kill('SIGTERM');
    const giveUp = setTimeout(() => child.kill('SIGKILL'), 5_000);
    void gone.then(() => clearTimeout(giveUp));
  };
  return { gone, end };
}

/** @returns false where it is gone before it answered. */
async function answers(address: string, gone: Promise<void>): Promise<boolean> {
  const state = { gone: false };
  void gone.then(() => (state.gone = true));
  while (!state.gone) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '1s' });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return true;
      } finally {
        await connection.close();
      }
    } catch {
      await delay(100);
    }
  }
  return false;
}

async function stopLeftBehind(pidFile: string): Promise<void> {
  const text = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { pid, identity } = JSON.parse(text) as { pid: number; identity: string | undefined };
  if (identity !== undefined && (await identityOf(pid)) === identity) {
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; (await identityOf(pid)) === identity; waited += 50) {
      if (waited === 5_000) process.kill(pid, 'SIGKILL');
      await delay(50);
    }
  }
  await rm(pidFile, { force: true });
}
