import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readJson, writeJson } from './json-file';

/**
 * Identifies a running process by its start time and name, because a later process can get the same pid.
 * @returns undefined if no such process is running.
 */
export async function identityOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined) return undefined;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Field 3 is the state (Z: a zombie), field 22 the start time; see proc(5).
    return fields[0] === 'Z' ? undefined : `${stat.slice(0, stat.lastIndexOf(')') + 1)} ${fields[19] ?? ''}`;
  }
  const asked = promisify(execFile)('ps', ['-o', 'lstart=,comm=', '-p', String(pid)]);
  return (await asked.catch(() => undefined))?.stdout.trim() || undefined;
}

export interface RecordedProcess {
  pid: number;
  identity: string;
}

/** Writes a pid file that {@link findRecorded} understands. */
export async function recordProcess(pidFile: string, pid: number): Promise<void> {
  await writeJson(pidFile, { pid, identity: await identityOf(pid) });
}

/** @returns the process that the pid file names, if that very process is still running. */
export async function findRecorded(pidFile: string): Promise<RecordedProcess | undefined> {
  const recorded = await readJson<Partial<RecordedProcess>>(pidFile);
  if (recorded?.pid === undefined || recorded.identity === undefined) return undefined;
  const { pid, identity } = recorded;
  return (await identityOf(pid)) === identity ? { pid, identity } : undefined;
}

/** How long a process may take to end by itself, in milliseconds; then it is killed. */
const STOP_MS = 5_000;

/** Stops the process that the pid file names, if it is still running, and removes the file. */
export async function stopRecorded(pidFile: string): Promise<void> {
  const found = await findRecorded(pidFile);
  if (found) {
    process.kill(found.pid, 'SIGTERM');
    for (let waited = 0; (await identityOf(found.pid)) === found.identity; waited += 50) {
      if (waited === STOP_MS) process.kill(found.pid, 'SIGKILL');
      await delay(50);
    }
  }
  await rm(pidFile, { force: true });
}

/** How often a server is checked, in milliseconds. */
const CHECK_MS = 500;

/**
 * Restarts a server whenever its process is gone. It polls because a server that isn't our child sends no event.
 * @param identify returns the identity of the server's process, or undefined while there is none.
 * @returns a function that ends this, and resolves when no restart is under way.
 */
export async function keepRunning(
  name: string,
  identify: () => Promise<string | undefined>,
  start: () => Promise<unknown>,
  say: (text: string) => void,
): Promise<() => Promise<void>> {
  let known = await identify();
  const ended = new AbortController();
  const nextRound = () => delay(CHECK_MS, true, { signal: ended.signal }).catch(() => false);
  const watch = async () => {
    while (await nextRound()) {
      if (known !== undefined && (await identify()) === known) continue;
      say(`the embedded ${name} died; restarting it`);
      // Children of the old process may still hold the files or the port; the next round tries again.
      await start().catch(() => undefined);
      known = await identify();
    }
  };
  const watching = watch();
  return async () => {
    ended.abort();
    await watching;
  };
}
