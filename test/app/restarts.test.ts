/** The program is killed, told to end and started again: it keeps its word and leaves nothing running. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf } from '../../src/embedded/processes';
import { ask, newBuyer, startApp, type Answer } from '../helpers/app';
import { GIVEN_SERVERS } from '../helpers/given-servers';
import { serversIn } from '../helpers/servers-in';
import { order, show } from '../helpers/show';
import { untilStream } from '../helpers/stream';
import { useOwnApp } from '../helpers/use-app';

const app = useOwnApp();

test('killed with an open hold and an accepted checkout, it comes back and keeps its word', async () => {
  const settings = { holdSeconds: 8, idleSeconds: 8 };
  await ask(`${app.url}/admin/events/killed`, 'PUT', app.adminToken, show(10, settings));
  const token = await newBuyer(app);
  const hold = (headers = {}) => ask(`${app.url}/events/killed/pre-orders`, 'POST', token, order(), headers);
  const at = ({ body }: Answer, rest = '') => `${app.url}/pre-orders/${String(body['id'])}${rest}`;
  const [held, paid, quick] = [await hold(), await hold(), await hold({ prefer: 'wait=0' })];
  const paying = await ask(at(paid, '/checkout'), 'POST', token, {}, { prefer: 'wait=0' });
  await app.end('SIGKILL');
  await app.restart();
  expect([200, 202]).toContain(paying.status);
  expect(await ask(at(paid, '/checkout'), 'POST', token, {}, { prefer: 'wait=10' })).toMatchObject({
    ...{ status: 200, body: { status: 'sold' } },
  });
  for (const one of [held, quick]) await untilStream(at(one, '/stream'), token, '"status":"invalidated"');
  const { body } = await ask(`${app.url}/events/killed`, 'GET');
  expect(body['ticketTypes']).toMatchObject([{ available: 9, held: 0, sold: 1 }]);
}, 90_000);

test('the same signal twice at once drains, and a later one ends it at once', async () => {
  // An open stream keeps the drain busy for longer than this test looks.
  const stream = await fetch(`${app.url}/events/killed/stream`);
  const gone = once(app.process, 'exit') as Promise<[number | null]>;
  // As npm passes on a Ctrl-C that the program got as well.
  app.process.kill('SIGTERM');
  app.process.kill('SIGTERM');
  expect(await Promise.race([gone, delay(300, 'draining')])).toBe('draining');
  while (app.process.exitCode === null && app.process.signalCode === null) {
    app.process.kill('SIGTERM');
    await delay(100);
  }
  expect((await gone)[0]).toBe(1);
  await stream.body?.cancel().catch(() => undefined);

  const { adminToken } = app;
  await app.restart();
  expect(app.adminToken).toBe(adminToken);
  expect(await ask(`${app.url}/ready`, 'GET')).toMatchObject({ status: 200 });
}, 60_000);

// Given servers are not started by the program, so there is nothing to look for.
(GIVEN_SERVERS ? test.skip : test)(
  'a second start in the same folder is refused, and SIGTERM ends the program with its servers for good',
  async () => {
    await expect(startApp(app.folder)).rejects.toThrow('Already running');
    const pids = Object.values(serversIn(app.folder));
    for (const pid of pids) expect(await identityOf(pid)).toBeDefined();
    expect(await app.end('SIGTERM')).toBe(0);
    for (const pid of pids) expect(await identityOf(pid)).toBeUndefined();
  },
  60_000,
);
