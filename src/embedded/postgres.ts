import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from './ports';
import { runProgram, systemUser, type SystemUser } from './postgres-program';
import { identityOf, keepRunning } from './processes';

export interface EmbeddedPostgres {
  /** Connection string of the database `postgres` on 127.0.0.1. */
  url: string;
  /** Stops the server. It closes open connections; committed data is kept. */
  stop(): Promise<void>;
}

/**
 * Starts a real Postgres with its files in `<dataDir>/postgres`, which it creates if they aren't there.
 * A server that a killed program left running in that folder is stopped first. `pg_ctl` starts the server in
 * a session of its own, so Ctrl-C in our terminal reaches only us. If the server dies, it is restarted.
 * @throws if this platform has no binaries, or if the server doesn't start; the error names its log.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  say: (text: string) => void = () => undefined,
): Promise<EmbeddedPostgres> {
  const files = path.resolve(dataDir, 'postgres');
  const log = path.resolve(dataDir, 'postgres.log');
  const as = await systemUser();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (as) await chown(dataDir, as.uid, as.gid);

  const password = await initialise(dataDir, files, as);
  const stopServer = () => runProgram('pg_ctl', ['stop', '-D', files, '-m', 'fast', '-w'], as);
  // pg_ctl checks the pid file against the process, so it stops only a postmaster of this folder.
  await stopServer().catch(() => undefined);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    await writeFile(
      path.join(files, 'bilheteria.conf'),
      `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 100\n`,
    );
    const start = () => runProgram('pg_ctl', ['start', '-D', files, '-l', log, '-w', '-t', '60'], as);
    try {
      await start();
      const identify = async () => (await readPostmaster(files)).identity;
      const letGo = await keepRunning('Postgres', identify, start, say);
      return { url: urlOf(password, port), stop: () => letGo().then(stopServer) };
    } catch (error) {
      // Another program may have taken the port after we found it free.
      if (attempt === 3) throw new Error(`Postgres did not start; see ${log}`, { cause: error });
    }
  }
}

/**
 * The connection string of the embedded Postgres that another program runs in this data folder.
 * @throws if none is running there.
 */
export async function findEmbeddedPostgres(dataDir: string): Promise<string> {
  const { port, identity } = await readPostmaster(path.resolve(dataDir, 'postgres'));
  if (identity === undefined)
    throw new Error(
      `No embedded Postgres is running in ${path.resolve(dataDir)}. Run npm start, or set DATABASE_URL.`,
    );
  return urlOf((await readFile(path.resolve(dataDir, PASSWORD), 'utf8')).trim(), port);
}

const PASSWORD = 'postgres.password';

const urlOf = (password: string, port: number) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

/** What Postgres writes about itself: https://www.postgresql.org/docs/current/storage-file-layout.html */
async function readPostmaster(files: string): Promise<{ port: number; identity: string | undefined }> {
  const text = await readFile(path.join(files, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = text.split('\n').map(Number);
  return { port: port ?? 0, identity: pid ? await identityOf(pid) : undefined };
}

/** Creates the database files in a draft folder and renames it, so a crash never leaves half of them. */
async function initialise(dataDir: string, files: string, as: SystemUser | undefined): Promise<string> {
  const passwordFile = path.join(dataDir, PASSWORD);
  const existing = await readFile(path.join(files, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (existing !== undefined) return (await readFile(passwordFile, 'utf8')).trim();

  const draft = `${files}.new`;
  const password = randomBytes(24).toString('hex');
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (as) await chown(passwordFile, as.uid, as.gid);
  const login = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  await runProgram('initdb', ['-D', draft, ...login, '-E', 'UTF8', '--locale=C'], as);
  const settings = path.join(draft, 'postgresql.conf');
  await writeFile(settings, "\ninclude_if_exists 'bilheteria.conf'\n", { flag: 'a' });
  await rename(draft, files);
  return password;
}
