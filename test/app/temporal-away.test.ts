/** A process whose Temporal isn't there when it starts: it serves what it can, says so, and goes on when it comes. */
import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../src/embedded/ports';
import { ask, newBuyer, programCommand, startApp, type App } from '../helpers/app';
import { givenServers } from '../helpers/given-servers';
import { order, show } from '../helpers/show';
import { untilStream } from '../helpers/stream';

/** A way to Temporal that can be opened. */
function createGate(port: number) {
  const [hostname = '', to] = (process.env['TEST_TEMPORAL_ADDRESS'] as string).split(':');
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const there = connect(Number(to), hostname);
    for (const one of [socket, there]) sockets.add(one.on('error', () => undefined));
    socket.pipe(there).pipe(socket);
  });
  return {
    async open() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    close() {
      for (const one of sockets) one.destroy();
      server.close();
    },
  };
}

let folder: string;
let environment: NodeJS.ProcessEnv;
let port: number;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria away '));
  port = await freePort();
  environment = { ...(await givenServers(folder)), TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const metric = async (url: string, name: string) =>
  new RegExp(`^${name} (.*)$`, 'm').exec(await (await fetch(url)).text())?.[1];

test('it takes buyers without Temporal, and their holds begin when Temporal comes', async () => {
  const gate = createGate(port);
  const app = await startApp(folder, environment);
  const metrics = app.url.replace('/api', '/metrics');
  let worker: App | undefined;
  try {
    expect(await ask(`${app.url}/live`, 'GET')).toMatchObject({ status: 200 });
    const notReady = { status: 503, body: { missing: ['temporal', 'worker'] } };
    expect(await ask(`${app.url}/ready`, 'GET')).toMatchObject(notReady);
    await ask(`${app.url}/admin/events/early`, 'PUT', app.adminToken, show(1));
    const token = await newBuyer(app);
    const called = await ask(`${app.url}/events/early/pre-orders`, 'POST', token, order(), {
      prefer: 'wait=0',
    });
    expect(called).toMatchObject({ status: 201, body: { status: 'called' } });
    // Neither Temporal's absence nor the probes that find it count as failed answers.
    expect(await metric(metrics, 'bilheteria_temporal_up')).toBe('0');
    expect(await (await fetch(metrics)).text()).not.toMatch(/route="\/api\/(ready|live)"|status="5xx"/);

    // A worker says on its port that it lives and isn't ready.

    worker = await startApp(folder, environment, [...programCommand(), 'worker']);
    const at = worker.metricsUrl.replace('/metrics', '/api');
    expect(await ask(`${at}/live`, 'GET')).toMatchObject({ status: 200 });
    expect(await ask(`${at}/ready`, 'GET')).toMatchObject(notReady);
    expect(await metric(worker.metricsUrl, 'bilheteria_temporal_up')).toBe('0');

    await gate.open();
    await untilStream(
      `${app.url}/pre-orders/${String(called.body['id'])}/stream`,
      token,
      '"status":"pre_order"',
    );
    for (const url of [`${app.url}/ready`, `${at}/ready`]) {
      let ready = await ask(url, 'GET');
      while (ready.status === 503) ready = await ask(url, 'GET');
      expect(ready).toMatchObject({ status: 200 });
    }
    while ((await metric(metrics, 'bilheteria_temporal_up')) !== '1');
  } finally {
    expect(await worker?.end('SIGTERM')).toBe(0);
    expect(await app.end('SIGTERM')).toBe(0);
    gate.close();
  }
}, 120_000);
