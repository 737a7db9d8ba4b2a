import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, get } from 'node:http';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/embedded/ports';
import { drain, listen, openServer } from '../../src/http/listen';
import { LONG } from '../helpers/long';

test('requests over a kept-alive connection are answered during a shutdown and do not delay it', async () => {
  let taken = 0;
  const server = createServer((_request, response) => {
    taken++;
    setTimeout(() => response.end('yes'), 20);
  });
  const url = await listen(server, 0, '127.0.0.1');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const request = get(url, { agent }, (response) => {
        response.on('error', reject).resume();
        response.on('end', () => resolve('answered'));
      });
      request.on('error', ({ code }: NodeJS.ErrnoException) => {
        if (code !== 'ECONNRESET') resolve(String(code));
        // An idle connection may close just as the next request is sent. Clients repeat it on a new connection.
        else if (request.reusedSocket) resolve(ask());
        // A new connection that arrives while the server closes is reset before its request is read.
        else resolve('ECONNREFUSED');
      });
    });
  const said: string[] = [];
  const client = (async () => {
    while (said.at(-1) !== 'ECONNREFUSED') said.push(await ask());
  })();
  while (said.length < 3) await delay(10);
  const began = performance.now();
  await drain(server);
  expect(performance.now() - began).toBeLessThan(2_000);
  await client;
  agent.destroy();
  expect(said.length).toBeGreaterThan(2);
  expect(taken).toBe(said.length - 1);
  expect(new Set(said.slice(0, -1))).toEqual(new Set(['answered']));
});

test('an idle connection stays open as long as configured, not for the default of Node', async () => {
  const keepAliveMs = 300;
  const server = openServer((_request, response) => response.end('yes'), {
    ...{ maxConnections: 0, addressConnections: 0, headersMs: 20_000, requestMs: 60_000, keepAliveMs },
  });
  const { hostname, port } = new URL(await listen(server, 0, '127.0.0.1'));
  const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  const began = performance.now();
  await once(socket.resume(), 'close');
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(keepAliveMs - 50);
  // The default is five seconds, and Node may add one (keepAliveTimeoutBuffer).
  expect(took).toBeLessThan(4_000);
  await drain(server);
});

test.each([0, 3])(
  'connections beyond the maximum are closed, also with %i more listening handles',
  async (doors) => {
    const server = openServer((_request, response) => response.end('yes'), {
      ...{
        maxConnections: 4,
        addressConnections: 0,
        headersMs: 20_000,
        requestMs: 60_000,
        keepAliveMs: 10_000,
      },
    });
    const { hostname, port } = new URL(await listen(server, 0, '127.0.0.1', doors));
    const call = async () => {
      const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
      const answered = await new Promise<boolean>((resolve) => {
        socket.once('data', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.once('close', () => resolve(false));
      });
      return { socket, answered };
    };
    const callers = await Promise.all(Array.from({ length: 7 }, call));
    const [inside, outside] = [callers.filter((one) => one.answered), callers.filter((one) => !one.answered)];
    expect([inside.length, outside.length]).toEqual([4, 3]);
    // Now there is room for one more.
    const gone = once(inside[0]?.socket as Socket, 'close');
    inside[0]?.socket.end();
    await gone;
    expect((await call()).answered).toBe(true);
    expect((await call()).answered).toBe(false);
    await drain(server);
  },
);

test('with more listening handles, waiting connections are accepted together, and drained like others', async () => {
  const taken: number[] = [];
  let turn = 0;
  const server = createServer((_request, response) => response.end('yes'));
  server.on('connection', () => taken.push(turn));
  const url = await listen(server, 0, '127.0.0.1', 8);
  const { hostname, port } = new URL(url);
  // Another process connects, since this one must be busy meanwhile.
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria doors '));
  const flag = path.join(folder, 'all wait');
  const callers = spawn(process.execPath, [
    '-e',
    `const { connect } = require('node:net');
     let left = 36;
     const came = () => --left || require('node:fs').writeFileSync(${JSON.stringify(flag)}, '');
     for (let i = 0; i < 36; i++) connect(${port}, '${hostname}', came).on('error', () => undefined);`,
  ]);
  try {
    while (!existsSync(flag));
    for (; taken.length < 36 && turn < 1_000; turn++) await new Promise((resolve) => setImmediate(resolve));
    // Nine in each turn of the event loop, in four turns; a turn may find none.
    expect(taken).toHaveLength(36);
    expect(new Set(taken).size).toBeLessThanOrEqual(5);
    expect(await (await fetch(url)).text()).toBe('yes');
  } finally {
    callers.kill();
    await once(callers, 'close');
    await drain(server);
    await rm(folder, { recursive: true });
  }
  await expect(fetch(url)).rejects.toThrow();
});

/** Connects again and again until the signal, from the moment the port opens. @returns what each connection got. */
async function callUntil(signal: AbortSignal, port: number): Promise<string[]> {
  const calls: Promise<string>[] = [];
  const call = async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    return String(((await once(socket, 'data')) as [Buffer])[0]).slice(0, 15);
  };
  while (!signal.aborted) {
    calls.push(call().catch((error: unknown) => String((error as NodeJS.ErrnoException).code)));
    await delay(1);
  }
  return Promise.all(calls);
}

test('every connection that arrives while a server opens its listening handles is answered', async () => {
  for (let start = 0; start < (LONG ? 50 : 4); start++) {
    const server = createServer((_request, response) => response.end('yes'));
    const port = await freePort();
    const opened = new AbortController();
    const calling = callUntil(opened.signal, port);
    await listen(server, port, '127.0.0.1', 63);
    opened.abort();
    const got = await calling;
    // Before the port opens, connections are refused.
    expect(got.lastIndexOf('ECONNREFUSED')).toBeLessThan(got.indexOf('HTTP/1.1 200 OK'));
    expect(new Set(got)).toEqual(new Set(['ECONNREFUSED', 'HTTP/1.1 200 OK']));
    await drain(server);
  }
}, 300_000);
