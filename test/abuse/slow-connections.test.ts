/** Thousands who send or read as slowly as they can, beside buyers who want to buy. `ABUSE_SLOW` says how many. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ask, newBuyer, startApp, type App } from '../helpers/app';

const SLOW = Number(process.env['ABUSE_SLOW'] ?? 500);
const HEAD_SECONDS = 5;
const BUYERS = 400;

let folder: string;
let app: App;
const open = new Set<Socket>();
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria slow '));
  const timeouts = { HEADERS_TIMEOUT_SECONDS: String(HEAD_SECONDS), REQUEST_TIMEOUT_SECONDS: '10' };
  app = await startApp(folder, timeouts);
  for (const id of ['before', 'beside'])
    await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, {
      ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z' },
      ...{ onSaleAt: '2020-01-01T00:00:00Z', closesAt: '2098-01-01T00:00:00Z' },
      ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1, currency: 'BRL', capacity: 2 * BUYERS }],
    });
}, 120_000);
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function connected(): Promise<Socket> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  open.add(socket);
  socket.on('error', () => undefined);
  socket.once('close', () => open.delete(socket));
  await once(socket, 'connect');
  return socket;
}

/** Never finishes the head of its request. @returns how it ended, and after how many milliseconds. */
async function neverAsks(): Promise<{ answer: string; ms: number }> {
  const socket = await connected();
  const began = performance.now();
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write('GET /api/events HTTP/1.1\r\nHost: x\r\n');
  const more = setInterval(() => socket.write('X: x\r\n'), 1_000);
  await once(socket, 'close');
  clearInterval(more);
  return { answer, ms: performance.now() - began };
}

/** Opens a stream and never reads a byte of it. */
async function neverReads(): Promise<Socket> {
  const socket = await connected();
  socket.pause();
  socket.write('GET /api/events/beside/stream HTTP/1.1\r\nHost: x\r\n\r\n');
  return socket;
}

/** Buyers, eight at a time. @returns each one's status, and the time that 99 of 100 took at most, in milliseconds. */
async function buy(eventId: string): Promise<{ statuses: number[]; p99: number }> {
  const statuses: number[] = [];
  const took: number[] = [];
  let left = BUYERS;
  const one = async () => {
    while (left-- > 0) {
      const token = await newBuyer(app);
      const began = performance.now();
      const items = [{ ticketType: 'pista', quantity: 1 }];
      const { status } = await ask(`${app.url}/events/${eventId}/pre-orders`, 'POST', token, { items });
      took.push(performance.now() - began);
      statuses.push(status);
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  took.sort((a, b) => a - b);
  return { statuses, p99: took[Math.floor(took.length * 0.99)] ?? NaN };
}

test('ordinary buyers are all answered beside the slow, who are closed when their time is over', async () => {
  const before = await buy('before');
  const asking = Array.from({ length: SLOW / 2 }, neverAsks);
  const reading = await Promise.all(Array.from({ length: SLOW / 2 }, neverReads));
  const beside = await buy('beside');
  expect([...before.statuses, ...beside.statuses].filter((status) => status !== 201)).toEqual([]);

  const ended = await Promise.all(asking);
  for (const { answer, ms } of ended) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"code":"invalid_request"/);
    expect(ms).toBeGreaterThanOrEqual(HEAD_SECONDS * 1_000 - 100);
    expect(ms).toBeLessThan((HEAD_SECONDS + 10) * 1_000);
  }
  // Who only reads slowly keeps the stream while the system takes what little there is (test/api/sse.test.ts goes on).
  expect(reading.every((socket) => open.has(socket))).toBe(true);
  process.stderr.write(
    `p99 of ${BUYERS} buyers: ${before.p99.toFixed(0)} ms alone, ${beside.p99.toFixed(0)} ms beside ${SLOW} slow connections\n`,
  );
}, 120_000);
