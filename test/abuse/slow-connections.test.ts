/** Thousands of connections that send or read as slowly as possible, beside ordinary buyers. `ABUSE_SLOW` is their number. */
import { fork, type ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { show } from '../helpers/show';
import type { Told } from './slow-callers';

const SLOW = Number(process.env['ABUSE_SLOW'] ?? 500);
const HEAD_SECONDS = 5;
const BUYERS = 400;

let folder: string;
let app: App;
let callers: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria slow '));
  app = await startApp(folder, {
    ...{ HEADERS_TIMEOUT_SECONDS: String(HEAD_SECONDS), REQUEST_TIMEOUT_SECONDS: '10' },
    // All callers have one address here.
    ...{ MAX_CONNECTIONS_ADDRESS: '0', MAX_STREAMS_ADDRESS: '0' },
  });
  for (const id of ['warm', 'before', 'beside'])
    await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(2 * BUYERS));
}, 120_000);
afterAll(async () => {
  callers?.kill();
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** @returns gives the messages of the process, one after the other. */
function startSlowCallers(): () => Promise<Told> {
  const { hostname, port } = new URL(app.url);
  const file = path.join(__dirname, 'slow-callers.ts');
  const half = String(SLOW / 2);
  callers = fork(file, [hostname, port, '/api/events/beside/stream', half, half], {
    execArgv: ['--import', 'tsx'],
  });
  const told = on(callers, 'message', { close: ['exit'] });
  return async () => {
    const { value, done } = (await told.next()) as IteratorResult<[Told], undefined>;
    if (done) throw new Error('The slow callers have exited.');
    return value[0];
  };
}

/** Buyers, eight at a time. @returns the status of each request, and the 99th percentile of their times, in milliseconds. */
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

test('every ordinary buyer is answered, and slow connections are closed when their time is over', async () => {
  const warm = await buy('warm');
  const before = await buy('before');
  const told = startSlowCallers();
  expect(await told()).toEqual({ open: SLOW });
  const beside = await buy('beside');
  expect([warm, before, beside].flatMap(({ statuses }) => statuses.filter((one) => one !== 201))).toEqual([]);

  const { ended = [] } = await told();
  expect(ended).toHaveLength(SLOW / 2);
  for (const { answer, ms } of ended) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"code":"invalid_request"/);
    expect(ms).toBeGreaterThanOrEqual(HEAD_SECONDS * 1_000 - 100);
    expect(ms).toBeLessThan((HEAD_SECONDS + 10) * 1_000);
  }
  // Slow readers keep their stream until the buffers of the system are full (test/http/sse.test.ts).
  callers?.send('count');
  expect(await told()).toEqual({ reading: SLOW / 2 });
  process.stderr.write(
    `p99 of ${BUYERS} buyers: ${before.p99.toFixed(0)} ms alone, ${beside.p99.toFixed(0)} ms beside ${SLOW} slow connections\n`,
  );
}, 120_000);
