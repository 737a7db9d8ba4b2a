import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/embedded/ports';
import { systemUser } from '../../src/embedded/postgres-program';

const there = spawnSync('pgbouncer', ['--version']).status === 0;
if (!there)
  process.stderr.write(
    'PgBouncer tests are skipped: no pgbouncer. Install it (Debian: apt-get install pgbouncer).\n',
  );

/** `describe` if there is a PgBouncer. Without one the tests are skipped, and one line says what to install. */
export const describeWithPgBouncer: jest.Describe = there ? describe : describe.skip;

export interface PgBouncer {
  /** The same database, through the pooler. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a real PgBouncer in front of a database, with these settings on top of its defaults. */
export async function startPgBouncer(url: string, settings: Record<string, string>): Promise<PgBouncer> {
  const { hostname, port, username, password } = new URL(url);
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria-pgbouncer-'));
  const listenPort = await freePort();
  const file = path.join(folder, 'pgbouncer.ini');
  const all = {
    ...{ listen_addr: '127.0.0.1', listen_port: listenPort, unix_socket_dir: '', auth_type: 'any' },
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const target = `* = host=${hostname} port=${port} user=${username} password=${password}`;
  await writeFile(file, ['[databases]', target, '[pgbouncer]', ...lines, ''].join('\n'));
  // PgBouncer refuses to run as root, so another user reads the file.
  await chmod(folder, 0o755);
  const child = spawn('pgbouncer', [file], { ...(await systemUser()), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!(await accepts(listenPort))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${said}`);
    await delay(20);
  }
  const pooled = new URL(url);
  pooled.port = String(listenPort);
  return {
    url: pooled.href,
    async stop() {
      const gone = once(child, 'exit');
      // Without waiting for clients: SIGINT would.
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
