/** Follows docs/deploying.md to deploy a new build during a sale, and runs the program as an operator does. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { KnownVersion } from '../../src/temporal/versioning';
import { ask, newBuyer, programCommand, startApp, type App } from '../helpers/app';
import { givenServers } from '../helpers/given-servers';
import { untilStream } from '../helpers/stream';

let folder: string;
let environment: Record<string, string>;
const apps: App[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria deploy '));
  environment = { ...(await givenServers(folder)), NODE_ENV: 'production' };
}, 60_000);
afterAll(async () => {
  await Promise.all(apps.map((app) => app.end('SIGTERM')));
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function run(command: 'serve' | 'worker', build: string): Promise<App> {
  const app = await startApp(folder, { ...environment, TEMPORAL_WORKER_BUILD_ID: build }, [
    ...programCommand(),
    command,
  ]);
  apps.push(app);
  return app;
}
const bilheteria = async (...args: string[]) => {
  const env = { ...process.env, ...environment };
  return (await promisify(execFile)(process.execPath, [...programCommand(), ...args], { env })).stdout;
};
/** For each build: whether it is current, and how many workflows are pinned to it. */
const readVersions = async () => {
  const versions = JSON.parse(await bilheteria('versions', '--json')) as KnownVersion[];
  return Object.fromEntries(versions.map(({ buildId, current, pinned }) => [buildId, { current, pinned }]));
};
async function holdTicket(app: App) {
  const token = await newBuyer(app);
  const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
  const held = await ask(`${app.url}/events/deploy/pre-orders`, 'POST', token, order, { prefer: 'wait=10' });
  expect(held).toMatchObject({ status: 201, body: { status: 'pre_order' } });
  return { token, id: String(held.body['id']) };
}

test('a build that is replaced during a sale finishes its own workflows', async () => {
  expect(await bilheteria('versions')).toBe('No worker of bilheteria has run with a version.\n');
  const old = await run('serve', 'v1');
  expect(await bilheteria('set-current-version', 'v1')).toBe('v1 is current.\n');
  await ask(`${old.url}/admin/events/deploy`, 'PUT', environment['ADMIN_TOKEN'], {
    ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z', onSaleAt: '2020-01-01T00:00:00Z' },
    closesAt: '2098-01-01T00:00:00Z',
    payment: 'none',
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity: 10 }],
  });
  const before = await holdTicket(old);

  const next = await run('serve', 'v2');
  expect(await bilheteria('set-current-version', 'v2')).toBe('v2 is current.\n');
  await old.end('SIGTERM');
  await run('worker', 'v1');
  const after = await holdTicket(next);
  // Temporal updates its list of workflows with a delay.
  const listed = ({ v1, v2 }: Record<string, { pinned: number }>) => v1?.pinned === 1 && v2?.pinned === 1;
  while (!listed(await readVersions())) await delay(200);
  expect(await readVersions()).toMatchObject({ v1: { current: false }, v2: { current: true } });

  for (const { id, token } of [before, after]) {
    const sold = untilStream(`${next.url}/pre-orders/${id}/stream`, token, '"status":"sold"');
    await ask(`${next.url}/pre-orders/${id}/checkout`, 'POST', token, {}, { prefer: 'wait=0' });
    await sold;
  }
  while ((await readVersions())['v1']?.pinned !== 0) await delay(200);
  expect(await bilheteria('audit')).toContain('Every invariant holds.');
}, 120_000);
