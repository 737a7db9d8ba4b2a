/** One connection that asks again and again without waiting for answers. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startApp, type App } from '../helpers/app';
import { ATTACKER, besideNeighbour } from './neighbour';

let folder: string;
let app: App;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria pipelining '));
  app = await startApp(folder);
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const PATHS = [
  '/',
  '/operate',
  '/events/rock-no-rio',
  '/metrics',
  '/docs',
  '/api/openapi.json',
  '/api/events',
];

/** Writes 60 kB or more of requests at once. @returns how many were answered before the connection closed. */
async function pipeline(what: string): Promise<number> {
  const { hostname, port } = new URL(app.url);
  const socket = connect({ port: Number(port), host: hostname, localAddress: ATTACKER });
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(`GET ${what} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(2_300));
  await once(socket, 'close').catch(() => undefined);
  return text.split(/HTTP\/1\.1 \d{3} /).length - 1;
}

test('a neighbour buys as usual while connections ask 2,300 times at once for what is dear', async () => {
  // What a process renders for the first time is slow.
  for (const what of PATHS) await pipeline(what);
  const { attacked } = await besideNeighbour(app, async () => {
    const answered: number[] = [];
    for (let round = 0; round < 3; round++)
      for (const what of PATHS) {
        answered.push(await pipeline(what));
        await delay(300);
      }
    return answered;
  });
  // Each connection gets a few answers and is closed.
  expect(Math.max(...attacked)).toBeLessThanOrEqual(10);
}, 120_000);
