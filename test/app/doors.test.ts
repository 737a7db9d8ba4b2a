import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startApp } from '../helpers/app';

/** How many handles a process has on the socket that listens on this port, by the system's own account. */
async function handlesOn(port: number, pid: number): Promise<number> {
  const [LISTEN, hex] = ['0A', port.toString(16).toUpperCase().padStart(4, '0')];
  const sockets = (await readFile('/proc/net/tcp', 'utf8'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const inode = sockets.find(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTEN)?.[9];
  const files = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(files.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target === `socket:[${inode}]`).length;
}

(process.platform === 'linux' ? test : test.skip)(
  '64 connections may be taken in a turn (asks /proc, which only Linux has)',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria doors '));
    const app = await startApp(folder);
    try {
      const { port } = new URL(app.url);
      expect(await handlesOn(Number(port), app.process.pid ?? 0)).toBe(64);
    } finally {
      await app.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
