/** The topology of docker-compose.yml with native processes: external servers, `migrate`, two `serve`. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ask, programCommand, startApp, type App } from './helpers/app';
import { createTwoUsers, type TwoUsers } from './helpers/two-users';

const environment: Record<string, string> = {
  NODE_ENV: 'production',
  TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] as string,
  ADMIN_TOKEN: randomBytes(16).toString('hex'),
  SESSION_SECRET: randomBytes(16).toString('hex'),
};
const nowhere = path.join(tmpdir(), 'bilheteria needs no folder here');
const replicas: App[] = [];

let users: TwoUsers;
beforeAll(async () => {
  users = await createTwoUsers();
  environment['DATABASE_URL'] = users.app;
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.end('SIGTERM')));
}, 30_000);

const migrate = async () =>
  (
    await promisify(execFile)(process.execPath, [...programCommand(), 'migrate'], {
      env: { ...process.env, ...environment, DATABASE_URL: users.owner, DATABASE_APP_ROLE: users.appRole },
    })
  ).stdout;

test('migrate updates both servers, and changes nothing the second time', async () => {
  expect(await migrate()).toContain('0001_tables.sql');
  const again = await migrate();
  expect(again).toContain('database: up to date');
  expect(again).toContain('search attributes: up to date');
}, 60_000);

test('two replicas share a sale, and one finishes what the other began before it was killed', async () => {
  replicas.push(await startApp(nowhere, environment), await startApp(nowhere, environment));
  const [one, two] = replicas as [App, App];
  await ask(`${one.url}/admin/events/shared`, 'PUT', environment['ADMIN_TOKEN'], {
    ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z', onSaleAt: '2020-01-01T00:00:00Z' },
    closesAt: '2098-01-01T00:00:00Z',
    payment: 'none',
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity: 2 }],
  });
  const token = (await ask(`${one.url}/session`, 'POST')).body['token'] as string;
  const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
  const held = await ask(`${one.url}/events/shared/pre-orders`, 'POST', token, order, { prefer: 'wait=10' });
  expect(held).toMatchObject({ status: 201, body: { status: 'pre_order' } });
  const id = String(held.body['id']);
  expect(await ask(`${two.url}/pre-orders/${id}`, 'GET', token)).toMatchObject({ status: 200 });

  await one.end('SIGKILL');
  // Its worker had the workflow. Another one takes it over when the server notices.
  const stream = await fetch(`${two.url}/pre-orders/${id}/stream`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect((await ask(`${two.url}/pre-orders/${id}/checkout`, 'POST', token, {})).status).toBeLessThan(203);
  expect(await stream.text()).toContain('"status":"sold"');
  expect((await ask(`${two.url}/events/shared`, 'GET')).body['ticketTypes']).toMatchObject([
    { available: 1, sold: 1 },
  ]);
}, 90_000);
