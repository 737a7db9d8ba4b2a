import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { drain, listen, openServer } from '../../src/http/listen';

const LIMITS = {
  maxConnections: 0,
  addressConnections: 0,
  headersMs: 20_000,
  requestMs: 60_000,
  keepAliveMs: 10_000,
};
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let stop: () => Promise<void> = () => Promise.resolve();
/** How many connections the server has. */
let connections: () => Promise<number>;
afterEach(() => stop());

/** @returns opens connections to a server with these limits. */
async function start(app: RequestListener, limits: Partial<Parameters<typeof openServer>[1]> = {}) {
  const server = openServer(app, { ...LIMITS, ...limits });
  const { hostname, port } = new URL(await listen(server, 0, '127.0.0.1'));
  const sockets: Socket[] = [];
  stop = async () => {
    for (const socket of sockets) socket.destroy();
    await drain(server);
  };
  connections = () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  return async () => {
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
}

/** Whether a request over the connection is answered before the connection closes. */
function answered(socket: Socket): Promise<boolean> {
  socket.write(GET);
  return new Promise((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('close', () => resolve(false));
  });
}

test('of thousands of requests at once on one connection ten are answered, in order, and it is closed', async () => {
  let asked = 0;
  const open = await start((_request, response) => {
    const number = ++asked;
    setTimeout(() => response.end(`answer ${number}.`), 5);
  });
  const socket = await open();
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write(GET.repeat(2_300));
  await once(socket, 'close');
  expect(asked).toBe(10);
  expect(text.match(/answer \d+/g)).toEqual(Array.from({ length: 10 }, (_, i) => `answer ${i + 1}`));
  expect(text.match(/Connection: close/gi)).toHaveLength(1);
});

test('a few requests at once, again and again, keep their connection', async () => {
  const open = await start((_request, response) => response.end('yes.'));
  const socket = await open();
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  for (let round = 1; round <= 5; round++) {
    socket.write(GET.repeat(5));
    while ((text.match(/yes\./g) ?? []).length < 5 * round) await once(socket, 'data');
  }
  expect(text).not.toMatch(/Connection: close/i);
});

test('a body that follows the last accepted request is still read', async () => {
  let body = '';
  const open = await start((request, response) => {
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.end('yes.'));
  });
  const socket = await open();
  const closed = once(socket.resume(), 'close');
  socket.write(`${GET.repeat(9)}POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab`);
  await new Promise((resolve) => setImmediate(resolve));
  socket.write('cde');
  await closed;
  expect(body).toBe('abcde');
});

test('beyond the limit of an address its oldest idle connection makes room; busy ones stay', async () => {
  const open = await start((_request, response) => response.write('open.'), { addressConnections: 3 });
  const [busy, idle, other] = [await open(), await open(), await open()];
  expect(await answered(busy)).toBe(true);
  const made = once(idle, 'close');
  const fourth = await open();
  await made;
  expect([busy.destroyed, other.destroyed]).toEqual([false, false]);
  expect([await answered(other), await answered(fourth)]).toEqual([true, true]);
  // All are busy now.
  const fifth = await open();
  await once(fifth.resume(), 'close');
  expect([busy, other, fourth].map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
});

test('a proxy of ours is not limited as one address', async () => {
  const open = await start((_request, response) => response.write('open.'), {
    ...{ addressConnections: 1, isProxy: (address: string) => address === '127.0.0.1' },
  });
  expect([await answered(await open()), await answered(await open())]).toEqual([true, true]);
});

test('a client that takes nothing of an ordinary answer is disconnected', async () => {
  const size = 30_000_000;
  const open = await start((_request, response) => response.end(Buffer.alloc(size)), { requestMs: 400 });
  const dead = await open();
  dead.pause();
  const closed = once(dead, 'close');
  dead.write(GET);
  while ((await connections()) === 0) await delay(20);
  // The end of the connection is seen only behind what the system has buffered.
  while ((await connections()) > 0) await delay(20);
  dead.resume();
  await closed;
  expect(dead.bytesRead).toBeLessThan(size);
});
