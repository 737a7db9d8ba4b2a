import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../contract/search-attributes';
import { freePort } from './ports';
import { findRecorded, keepRunning, recordProcess, stopRecorded } from './processes';

export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
  stop(): Promise<void>;
}

/** Polls per second of each queue of the only history shard. The default of 20 delays a lone task by 45 ms. */
const POLLS = 100;

const SETTINGS = {
  'history.transferProcessorMaxPollRPS': POLLS,
  'history.timerProcessorMaxPollRPS': POLLS,
  'history.visibilityProcessorMaxPollRPS': POLLS,
  // The default fires timers up to a second late, to allow for clocks of several hosts. This is one host.
  'history.timerProcessorMaxTimeShift': '"50ms"',
  'frontend.namespaceCount': 10_000,
  'frontend.namespaceRPS': 10_000,
  'system.enableActivityEagerExecution': true,
  // The dev server would otherwise read the search attributes from its file for every visibility task.
  // Ours never change after the namespace is created.
  'system.forceSearchAttributesCacheRefreshOnRead': false,
};

/** Created with the namespace: search attributes that are added later stay unknown for two seconds. */
const SEARCH_ATTRIBUTES = Object.fromEntries(
  // The CLI spells KEYWORD_LIST as KeywordList and ignores case.
  Object.values(searchAttributes).map(({ name, type }) => [name, type.replace('_', '')]),
);

const PRAGMAS = {
  journal_mode: 'WAL',
  // Survives a killed process. A power cut may lose the last moments.
  synchronous: 'NORMAL',
  // In KiB if negative. With the default of 2 MB, SQLite reads the same pages again and again.
  cache_size: -65_536,
  // In pages. A checkpoint copies pages that change all the time a quarter as often as with the default.
  wal_autocheckpoint: 4_000,
};

/** How often the server is started, each time on other ports. */
const ATTEMPTS = 3;

const LOG = 'temporal.log';
const DATABASE = 'temporal.db';

/**
 * Starts a Temporal dev server with its data in `<dataDir>/temporal.db`, in a process group of its own, so
 * Ctrl-C in our terminal reaches only us. A server that a killed program left running in that folder is stopped
 * first. If the server dies, it is restarted.
 * @throws if it doesn't start; the error names its log.
 */
export async function startEmbeddedTemporal(
  dataDir: string,
  cli: string,
  uiPort: number,
  say: (text: string) => void = () => undefined,
): Promise<EmbeddedTemporal> {
  const pidFile = path.join(dataDir, 'temporal.pid.json');
  await stopRecorded(pidFile);
  for (let attempt = 1; ; attempt++) {
    const [port, ui] = [await freePort(), await freePort(uiPort)];
    const address = `127.0.0.1:${port}`;
    const start = () => launch(dataDir, cli, port, ui, pidFile);
    if (!(await answers(address, await start()))) {
      // Another program may have taken a port after we found it free.
      if (attempt < ATTEMPTS) continue;
      throw new Error(`Temporal did not start; see ${path.join(dataDir, LOG)}`);
    }
    const identify = async () => (await findRecorded(pidFile))?.identity;
    const letGo = await keepRunning('Temporal', identify, start, say);
    const stop = async () => {
      await letGo();
      await stopRecorded(pidFile);
    };
    return { address, uiUrl: `http://127.0.0.1:${ui}`, stop };
  }
}

const flags = (name: string, values: Record<string, unknown>) =>
  Object.entries(values).flatMap(([key, value]) => [name, `${key}=${String(value)}`]);

async function launch(
  dataDir: string,
  cli: string,
  port: number,
  uiPort: number,
  pidFile: string,
): Promise<ChildProcess> {
  const log = await open(path.join(dataDir, LOG), 'a', 0o600);
  const options = {
    ...{ ip: '127.0.0.1', port, 'ui-port': uiPort, namespace: 'default', 'log-level': 'warn' },
    'db-filename': path.join(dataDir, DATABASE),
  };
  // The server makes its database if there is none, with files that only we may read.
  const umask = process.umask(0o077);
  const child = spawn(
    cli,
    [
      ...['server', 'start-dev'],
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...flags('--sqlite-pragma', PRAGMAS),
      ...flags('--dynamic-config-value', SETTINGS),
      ...flags('--search-attribute', SEARCH_ATTRIBUTES),
    ],
    { detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  process.umask(umask);
  child.once('error', () => undefined);
  await log.close();
  if (child.pid === undefined) throw new Error(`${cli} cannot be started.`);
  await recordProcess(pidFile, child.pid);
  return child;
}

/** Waits for the server. @returns false if it ends before it answers. */
async function answers(address: string, child: ChildProcess): Promise<boolean> {
  const ask = async () => {
    const connection = await Connection.connect({ address, connectTimeout: '1s' });
    const asked = connection.workflowService.describeNamespace({ namespace: 'default' });
    await asked.finally(() => connection.close());
    return true;
  };
  while (child.exitCode === null && child.signalCode === null)
    if (await ask().catch(() => delay(100, false))) return true;
  return false;
}
