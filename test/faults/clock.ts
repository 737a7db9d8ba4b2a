import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** The wall clock of one process, which can be moved while it runs; its monotonic clock isn't touched, as on a real machine. */
export interface Clock {
  /** What the process needs in its environment. */
  environment: NodeJS.ProcessEnv;
  move(seconds: number): Promise<void>;
}

/** Where Debian's package `faketime`, and others that build it, put the library. */
function findLibrary(): string | undefined {
  if (process.env['FAKETIME_LIBRARY']) return process.env['FAKETIME_LIBRARY'];
  const folders = ['/usr/lib', '/usr/local/lib', '/usr/lib64'].filter((folder) => existsSync(folder));
  return folders
    .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => path.join(folder, name))])
    .map((folder) => path.join(folder, 'faketime', 'libfaketimeMT.so.1'))
    .find((file) => existsSync(file));
}

/** @returns the reason in words where clocks can't be moved here. */
export async function openClock(file: string): Promise<Clock | string> {
  const library = findLibrary();
  if (library === undefined)
    return 'libfaketime is not installed (Debian: faketime; or name it in FAKETIME_LIBRARY)';
  const environment = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    // Else a change is seen a second later by a clock that was itself moved, so maybe never.
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const move = (seconds: number) => writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  // It is tried first: on some machines what is preloaded has no effect.
  await move(3_600);
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'Date.now()'], { env });
  await move(0);
  return Number(stdout) - Date.now() > 3_000_000
    ? { environment, move }
    : `${library} does not move node's clock`;
}
