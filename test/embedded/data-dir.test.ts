import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { acquireDataDir } from '../../src/embedded/data-dir';
import { identityOf } from '../../src/embedded/processes';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria data '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('secrets are created once and kept, readable by their owner only', async () => {
  const first = await acquireDataDir(folder);
  await first.release();
  const second = await acquireDataDir(folder);
  expect([second.adminToken, second.sessionSecret]).toEqual([first.adminToken, first.sessionSecret]);
  expect(first.adminToken).toMatch(/^[0-9a-f]{48}$/);
});

test('a folder in use is refused, with the process that uses it', async () => {
  await acquireDataDir(folder);
  await expect(acquireDataDir(folder)).rejects.toThrow(`as process ${process.pid}`);
});

test('a folder of a process that has ended is taken over, even if its pid was reused', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  const pid = child.pid as number;
  await writeFile(
    path.join(folder, 'bilheteria.pid.json'),
    JSON.stringify({ pid, identity: 'somebody else' }),
  );
  await acquireDataDir(folder);
  // The stranger with that number still runs.
  expect(await identityOf(pid)).toBeDefined();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await identityOf(pid)).toBeUndefined();
  const owner = JSON.parse(await readFile(path.join(folder, 'bilheteria.pid.json'), 'utf8')) as {
    pid: number;
  };
  expect(owner.pid).toBe(process.pid);
});
