import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, startApp } from '../helpers/app';

test('the same signal twice at once drains; a later one ends at once, and the next start goes on', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria signals '));
  const app = await startApp(folder);
  // An open stream keeps the drain busy for longer than this test looks.
  const stream = await fetch(`${app.url}/events/rock-no-rio/stream`);
  const gone = once(app.process, 'exit') as Promise<[number | null]>;
  // As npm passes a Ctrl-C on that the program got as well.
  app.process.kill('SIGTERM');
  app.process.kill('SIGTERM');
  expect(await Promise.race([gone, delay(300, 'draining')])).toBe('draining');
  while (app.process.exitCode === null && app.process.signalCode === null) {
    app.process.kill('SIGTERM');
    await delay(100);
  }
  expect((await gone)[0]).toBe(1);
  await stream.body?.cancel().catch(() => undefined);

  const again = await startApp(folder);
  expect(again.adminToken).toBe(app.adminToken);
  expect(await ask(`${again.url}/ready`, 'GET')).toMatchObject({ status: 200 });
  expect(await again.end('SIGTERM')).toBe(0);
  await rm(folder, { recursive: true, force: true });
}, 60_000);
