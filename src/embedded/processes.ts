import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Tells a running process from a later one that got the same number: its start time and name.
 * @returns undefined where no such process runs.
 */
export async function identityOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined) return undefined;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Field 3 is the state (Z: dead, not yet collected), field 22 the start time; proc(5).
    return fields[0] === 'Z' ? undefined : `${stat.slice(0, stat.lastIndexOf(')') + 1)} ${fields[19] ?? ''}`;
  }
  const found = await promisify(execFile)('ps', ['-o', 'lstart=,comm=', '-p', String(pid)]).catch(
    () => undefined,
  );
  return found?.stdout.trim() || undefined;
}
