import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { identityOf } from '../../src/embedded/processes';
import { ask, newBuyer, startApp, type App } from '../helpers/app';

let folder: string;
let app: App;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria restarts '));
  app = await startApp(folder);
}, 60_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const read = (file: string) => readFile(path.join(folder, file), 'utf8').catch(() => '');
const pidOf: Record<string, () => Promise<number>> = {
  Temporal: async () => (JSON.parse((await read('temporal.pid.json')) || '{"pid":0}') as { pid: number }).pid,
  Postgres: async () => Number((await read('postgres/postmaster.pid')).split('\n')[0]),
};

test.each(['Temporal', 'Postgres'])(
  '%s is restarted when it is killed, and a hold can be paid for afterwards',
  async (server) => {
    const token = await newBuyer(app);
    const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
    const held = await ask(`${app.url}/events/rock-no-rio/pre-orders`, 'POST', token, order, {
      prefer: 'wait=10',
    });
    expect(held).toMatchObject({ status: 201, body: { status: 'pre_order' } });
    const before = (await pidOf[server]?.()) ?? 0;
    process.kill(before, 'SIGKILL');
    const at = `${app.url}/pre-orders/${String(held.body['id'])}`;
    // The only other answers are 503 and 202.
    let paid = await ask(`${at}/checkout`, 'POST', token, {}, { prefer: 'wait=10' });
    while (paid.status === 503 || paid.status === 202)
      paid = await ask(`${at}/checkout`, 'POST', token, {}, { prefer: 'wait=10' });
    expect(paid).toMatchObject({ status: 200, body: { status: 'sold' } });
    expect(await pidOf[server]?.()).not.toBe(before);
  },
  60_000,
);

test('the servers end with the program', async () => {
  const pids = [await pidOf['Temporal']?.(), await pidOf['Postgres']?.()] as number[];
  expect(await app.end('SIGTERM')).toBe(0);
  for (const pid of pids) expect(await identityOf(pid)).toBeUndefined();
}, 30_000);
