import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { acquireDataDir } from '../../src/embedded/data-dir';
import { identityOf } from '../../src/embedded/processes';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria data '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('secrets are generated once and kept', async () => {
  const first = await acquireDataDir(folder);
  await first.release();
  const second = await acquireDataDir(folder);
  expect([second.adminToken, second.sessionSecret]).toEqual([first.adminToken, first.sessionSecret]);
  expect(first.adminToken).toMatch(/^[0-9a-f]{48}$/);
});

test('a folder that a running process has locked is refused, and the error names the process', async () => {
  await acquireDataDir(folder);
  await expect(acquireDataDir(folder)).rejects.toThrow(`as process ${process.pid}`);
});

test('a lock of a process that ended is taken over, even if another process has its pid now', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  const pid = child.pid as number;
  await writeFile(
    path.join(folder, 'bilheteria.pid.json'),
    JSON.stringify({ pid, identity: 'somebody else' }),
  );
  await acquireDataDir(folder);
  // The other process with that pid is left running.
  expect(await identityOf(pid)).toBeDefined();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await identityOf(pid)).toBeUndefined();
  const owner = JSON.parse(await readFile(path.join(folder, 'bilheteria.pid.json'), 'utf8')) as {
    pid: number;
  };
  expect(owner.pid).toBe(process.pid);
});

test('only the owner may read the folder and its files, also those of an earlier version', async () => {
  await writeFile(path.join(folder, 'temporal.db'), '', { mode: 0o644 });
  await chmod(folder, 0o755);
  await (await acquireDataDir(folder)).release();
  const mode = async (file: string) => (await stat(path.join(folder, file))).mode & 0o777;
  expect(await mode('')).toBe(0o700);
  for (const file of await readdir(folder)) expect([file, await mode(file)]).toEqual([file, 0o600]);
});
