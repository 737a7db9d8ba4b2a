/** One address, with one session or many, that takes connections and streams, and never reads; and one that guesses. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { ATTACKER, besideNeighbour } from './neighbour';

const CONNECTIONS = 300;
const ATTACK_MS = 6_000;

let folder: string;
let app: App;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria crowding '));
  app = await startApp(folder, {
    ...{ MAX_CONNECTIONS: String(CONNECTIONS), METRICS_PORT: '0', REQUEST_TIMEOUT_SECONDS: '8' },
    HEADERS_TIMEOUT_SECONDS: '8',
  });
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function open(head: string): Promise<Socket> {
  const { hostname, port } = new URL(app.url);
  const socket = connect({ port: Number(port), host: hostname, localAddress: ATTACKER });
  socket.on('error', () => undefined);
  await once(socket, 'connect').catch(() => undefined);
  if (head) socket.write(`GET ${head}\r\nHost: x\r\n\r\n`);
  return socket;
}

test('a neighbour buys, and probes are answered, while one session opens as many streams as there are connections', async () => {
  const token = await newBuyer(app);
  const probe = app.metricsUrl.replace('/metrics', '/api/live');
  const { attacked } = await besideNeighbour(app, async () => {
    const head = `/api/events/rock-no-rio/stream HTTP/1.1\r\nAuthorization: Bearer ${token}`;
    const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(head)));
    for (const socket of sockets) socket.resume();
    await delay(4_000);
    const left = sockets.filter((socket) => !socket.destroyed && !socket.readableEnded).length;
    const probed = (await fetch(probe)).status;
    for (const socket of sockets) socket.destroy();
    return { left, probed };
  });
  expect(attacked).toEqual({ left: 20, probed: 200 });
}, 120_000);

test('a neighbour buys while one address holds all the connections it can get and never reads', async () => {
  const { attacked } = await besideNeighbour(app, async () => {
    // Ten answers of a connection are more than the system buffers of a client that never reads.
    const heads = Array.from({ length: 10 }, () => '/api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\nGET ').join(
      '',
    );
    const sockets: Socket[] = [];
    for (let i = 0; i < CONNECTIONS; i++) {
      sockets.push((await open(i % 2 ? `${heads}/api/openapi.json HTTP/1.1` : '')).pause());
      await delay(10);
    }
    await delay(4_000);
    for (const socket of sockets) socket.destroy();
    return sockets.length;
  });
  expect(attacked).toBe(CONNECTIONS);
}, 120_000);

test('thousands of wrong tokens, however the path is spelt, are limited, and the right one passes', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 4, localAddress: '127.0.0.1' });
  const { hostname, port } = new URL(app.url);
  const guess = (at: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = { authorization: 'Bearer a wrong token' };
      const sent = request({ agent, hostname, port, path: `/api${at}`, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      sent.on('error', reject);
      sent.end();
    });
  const spellings = [
    '/admin/session',
    '/admin/session/',
    '/admin/SESSION',
    '/Admin/Session/',
    '/ADMIN/events/x/report',
  ];
  const { attacked } = await besideNeighbour(app, async () => {
    const statuses: number[] = [];
    // For so long that the neighbour's slowest request isn't their 99th percentile.
    const until = performance.now() + ATTACK_MS;
    for (let i = 0; i < 250 || performance.now() < until; i++)
      statuses.push(...(await Promise.all([0, 1, 2, 3].map((n) => guess(spellings[(i + n) % 5] ?? '')))));
    return statuses;
  });
  agent.destroy();
  expect(attacked.filter((status) => status === 403)).toHaveLength(300);
  expect(new Set(attacked)).toEqual(new Set([403, 429]));
  // From the same address, within the same minute.
  expect((await ask(`${app.url}/admin/session`, 'GET', app.adminToken)).status).toBe(200);
}, 120_000);

test('a form on another site that posts to every route takes nobody’s session', async () => {
  const made = await ask(`${app.url}/session`, 'POST');
  const cookie = made.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  // A browser doesn't send a Lax cookie with such a form, but it would take a new one from the answer.
  const { attacked } = await besideNeighbour(app, async () => {
    const answers = [];
    const until = performance.now() + ATTACK_MS;
    for (let i = 0; performance.now() < until; i++) {
      const response = await fetch(`${app.url}/session`, {
        ...{ method: 'POST', body: new URLSearchParams({ i: String(i) }) },
        headers: i % 2 ? { 'sec-fetch-site': 'cross-site' } : { origin: 'https://evil.example' },
      });
      answers.push(`${response.status} ${response.headers.getSetCookie().length}`);
    }
    return answers;
  });
  expect(new Set(attacked)).toEqual(new Set(['403 0']));
  const again = await ask(`${app.url}/session`, 'POST', undefined, undefined, { cookie });
  expect(again.body).toEqual(made.body);
}, 120_000);
