/** Temporal doesn't answer for a while: nothing that is said to a buyer depends on it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { untilStream } from '../helpers/stream';
import { order, show } from '../helpers/show';

let folder: string;
let app: App;
let temporal: number;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria away '));
  app = await startApp(folder);
  const file = await readFile(path.join(folder, 'temporal.pid.json'), 'utf8');
  temporal = (JSON.parse(file) as { pid: number }).pid;
}, 60_000);
afterAll(async () => {
  process.kill(temporal, 'SIGCONT');
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test('while Temporal is frozen people are called and wait in line, and an accepted checkout is sold afterwards', async () => {
  await ask(`${app.url}/admin/events/away`, 'PUT', app.adminToken, show(40));
  const join = async (wait = 0) => {
    const token = await newBuyer(app);
    const answer = await ask(`${app.url}/events/away/pre-orders`, 'POST', token, order(), {
      prefer: `wait=${wait}`,
    });
    return { token, answer, at: `${app.url}/pre-orders/${String(answer.body['id'])}` };
  };
  const held = await join(10);
  expect(held.answer.body).toMatchObject({ status: 'pre_order' });

  process.kill(temporal, 'SIGSTOP');
  // More than are started at once: the others stay rows.
  const called = await Promise.all(Array.from({ length: 39 }, () => join()));
  expect(new Set(called.map(({ answer }) => `${answer.status} ${String(answer.body['status'])}`))).toEqual(
    new Set(['201 called']),
  );
  const waiting = await join();
  expect(waiting.answer).toMatchObject({ status: 202, body: { line: { ahead: 0 } } });
  const paying = await ask(`${held.at}/checkout`, 'POST', held.token, {}, { prefer: 'wait=0' });
  expect(paying).toMatchObject({ status: 202, body: { status: 'checking_out' } });
  expect(await ask(`${app.url}/ready`, 'GET')).toMatchObject({
    status: 503,
    body: { missing: ['temporal'] },
  });

  process.kill(temporal, 'SIGCONT');
  const ends = called.map(({ at, token }) => untilStream(`${at}/stream`, token, '"status":"pre_order"'));
  ends.push(untilStream(`${held.at}/stream`, held.token, '"status":"sold"'));
  await Promise.all(ends);
  const report = await ask(`${app.url}/admin/events/away/report`, 'GET', app.adminToken);
  expect(report.body).toMatchObject({ counts: { pre_order: 39, sold: 1, in_line: 1 } });
  expect((report.body['invariants'] as { ok: boolean }[]).every(({ ok }) => ok)).toBe(true);
}, 90_000);
