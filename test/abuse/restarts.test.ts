/** The program is restarted again and again while buyers come, twelve a second. `ABUSE_RESTARTS` is how often. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/embedded/ports';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { givenServers } from '../helpers/given-servers';
import { order, show } from '../helpers/show';

const RESTARTS = Number(process.env['ABUSE_RESTARTS'] ?? 3);

/** Time between buyers, in milliseconds. */
const EVERY_MS = 1_000 / 12;

/** A connection that has got nothing for this long hangs, in milliseconds. A drain takes at most 11 s. */
const HANGS_MS = 20_000;

/** The system's queue is closed with the port: what arrives in the last moment before a stop may be reset. */
const LAST_MOMENT_MS = 100;

let app: App;
let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria restarts '));
  environment = { ...(await givenServers(folder)), PORT: String(await freePort()) };
  app = await startApp(folder, environment);
  await ask(`${app.url}/admin/events/restarted`, 'PUT', app.adminToken, show(1_000_000));
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

interface Call {
  /** When the connection was made; undefined if it was refused. */
  at?: number;
  /** The status line, an error code, or `closed` and `nothing`. */
  got: string;
}

/** Asks for a ticket over a connection of its own. */
async function buy(token: string): Promise<Call> {
  const socket = connect(Number(environment['PORT']), '127.0.0.1');
  const call: Call = { got: 'nothing' };
  const body = JSON.stringify(order());
  socket.once('connect', () => {
    call.at = performance.now();
    socket.write(
      `POST /api/events/restarted/pre-orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nPrefer: wait=0\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  const settled = new Promise<string>((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString().slice(9, 12)));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    socket.once('close', () => resolve('closed'));
  });
  call.got = await Promise.race([settled, delay(HANGS_MS, 'nothing', { ref: false })]);
  socket.destroy();
  return call;
}

test('no connection hangs or is dropped, at any moment of a start, a run and a drain', async () => {
  const tokens = await Promise.all(Array.from({ length: 400 }, () => newBuyer(app)));
  const calls: Promise<Call>[] = [];
  const stops: { from: number; to: number }[] = [];
  const coming = setInterval(() => calls.push(buy(tokens[calls.length % tokens.length] as string)), EVERY_MS);
  try {
    for (let i = 0; i < RESTARTS; i++) {
      await delay(Math.random() * 1_000);
      const from = performance.now() - LAST_MOMENT_MS;
      expect(await app.end('SIGTERM')).toBe(0);
      stops.push({ from, to: performance.now() });
      app = await startApp(folder, environment);
    }
    await delay(1_000);
  } finally {
    clearInterval(coming);
  }
  const ended = await Promise.all(calls);
  const stopping = ({ at = 0 }: Call) => stops.some(({ from, to }) => from <= at && at <= to);
  const isAnswer = ({ got }: Call) => /^(200|201|202|409|503)$/.test(got);
  expect(ended.filter(({ got }) => got === 'nothing')).toEqual([]);
  expect(ended.filter((one) => one.at !== undefined && !isAnswer(one) && !stopping(one))).toEqual([]);
  const count = (is: (one: Call) => boolean) => ended.filter(is).length;
  process.stderr.write(
    `${RESTARTS} restarts: ${count(isAnswer)} answers, ${count(({ at }) => at === undefined)} refused, ` +
      `${count((one) => one.at !== undefined && !isAnswer(one))} reset by a stop\n`,
  );
  expect(count(isAnswer)).toBeGreaterThan(RESTARTS);
}, 3_600_000);
