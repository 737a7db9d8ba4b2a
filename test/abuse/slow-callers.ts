/**
 * Slow ones in a process of their own, so that what they need doesn't look like slowness of the program:
 * `slow-callers.ts <host> <port> <path> <never ask> <never read>`. Tells its parent when all are connected, and how those ended who
 * never finish to ask; answers any message with how many of those who never read are still connected.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Ended {
  answer: string;
  /** From the first byte to the close, in milliseconds. */
  ms: number;
}

/** What it tells, one at a time. */
export interface Told {
  open?: number;
  ended?: Ended[];
  reading?: number;
}

const [host = '', port, stream, askers, readers] = process.argv.slice(2);
const tell = (what: Told) => process.send?.(what);

async function connected(): Promise<Socket> {
  const socket = connect(Number(port), host);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Never finishes the head of its request. */
async function neverAsks(socket: Socket): Promise<Ended> {
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
  socket.write(`GET ${String(stream)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
}

async function main(): Promise<void> {
  const many = <T>(count: string | undefined, one: () => Promise<T>) =>
    Promise.all(Array.from({ length: Number(count) }, one));
  const reading = await many(readers, neverReads);
  const asking = await many(askers, async () => ({ ended: neverAsks(await connected()) }));
  tell({ open: reading.length + asking.length });
  process.on('message', () => tell({ reading: reading.filter((one) => !one.destroyed).length }));
  process.on('disconnect', () => process.exit());
  tell({ ended: await Promise.all(asking.map(({ ended }) => ended)) });
}

void main();
