/**
 * Slow clients in a process of their own, so that their work doesn't slow the program down:
 * `slow-callers.ts <host> <port> <path> <unfinished requests> <unread streams>`. Tells its parent when all are connected
 * and how the unfinished requests ended. Answers any message with the number of streams that are still open.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Ended {
  answer: string;
  /** From the first byte to the close, in milliseconds. */
  ms: number;
}

/** A message to the parent; it has one of these. */
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

/** Sends a request whose head never ends. */
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

/** Opens a stream and never reads from it. */
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
