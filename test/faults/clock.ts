import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * The wall clock of one process, which can be moved while the process runs. The monotonic clock stays right, as on a
 * real machine.
 */
export interface Clock {
  /** The environment variables that the process needs. */
  environment: NodeJS.ProcessEnv;
  /** @param offsetSeconds from the real time; 0 makes the clock right again. */
  move(offsetSeconds: number): Promise<void>;
}

/** Looks where Debian's package `faketime` and other builds install the library. */
function findLibrary(): string | undefined {
  if (process.env['FAKETIME_LIBRARY']) return process.env['FAKETIME_LIBRARY'];
  const folders = ['/usr/lib', '/usr/local/lib', '/usr/lib64'].filter((folder) => existsSync(folder));
  return folders
    .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => path.join(folder, name))])
    .map((folder) => path.join(folder, 'faketime', 'libfaketimeMT.so.1'))
    .find((file) => existsSync(file));
}

/** @returns the clock, or the reason why this machine can't move clocks. */
export async function openClock(file: string): Promise<Clock | string> {
  const library = findLibrary();
  if (library === undefined)
    return 'libfaketime is not installed. Install the Debian package faketime, or set FAKETIME_LIBRARY to its path.';
  const environment = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    // With the cache, the moved clock decides when the file is read again, which may be never.
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const move = (offsetSeconds: number) =>
    writeFile(file, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}s\n`);
  // On some machines a preloaded library has no effect, so try it first.
  await move(3_600);
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'Date.now()'], { env });
  await move(0);
  return Number(stdout) - Date.now() > 3_000_000
    ? { environment, move }
    : `${library} does not move Node's clock`;
}
