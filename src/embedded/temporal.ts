import { spawn } from 'node:child_process';
import { readFile, rm, writeFile, open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
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
};

/**
 * Starts a Temporal dev server with its data in `<dataDir>/temporal.db`, in a process group of its
 * own so that Ctrl-C in our terminal reaches only us. One that a killed program left behind in that
 * folder is stopped first; a process that merely has its number is left alone.
 */
export async function startEmbeddedTemporal(
  dataDir: string,
  cli: string,
  uiPort: number,
): Promise<EmbeddedTemporal> {
  const pidFile = path.join(dataDir, 'temporal.pid.json');
  const logFile = path.join(dataDir, 'temporal.log');
  await stopLeftBehind(pidFile);
  const port = await freePort();
  const ui = await freePort(uiPort);
  const log = await open(logFile, 'a');
  const flags = Object.entries(SETTINGS).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${value}`,
  ]);
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
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      ...flags,
    ],
    { detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  await log.close();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (child.pid)
    await writeFile(pidFile, JSON.stringify({ pid: child.pid, identity: await identityOf(child.pid) }));

  const stop = async () => {
    child.kill('SIGTERM');
    const giveUp = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(giveUp);
    await rm(pidFile, { force: true });
  };
  const address = `127.0.0.1:${port}`;
  const gone = exited.then(() => 'gone' as const);
  if ((await Promise.race([answers(address), gone])) === 'gone') {
    throw new Error(`Temporal did not start; see ${logFile}`);
  }
  return { address, uiUrl: `http://127.0.0.1:${ui}`, stop };
}

async function answers(address: string): Promise<'ready'> {
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '1s' });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return 'ready';
      } finally {
        await connection.close();
      }
    } catch {
      await delay(100);
    }
  }
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
