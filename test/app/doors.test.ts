import { readdir, readFile, readlink } from 'node:fs/promises';
import { useApp } from '../helpers/use-app';

const app = useApp();

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
  '64 connections can be accepted in one turn (read from /proc, which only Linux has)',
  async () => {
    expect(await handlesOn(Number(new URL(app.url).port), app.pid)).toBe(64);
  },
);
