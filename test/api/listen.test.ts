import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, get } from 'node:http';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { drain, listen, openServer } from '../../src/api/listen';

test('a client that goes on asking over its kept connection is answered to the last, and holds up no shutdown', async () => {
  const server = createServer((_request, response) => void setTimeout(() => response.end('yes'), 20));
  const url = await listen(server, 0, '127.0.0.1');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<string>((resolve, reject) => {
      get(url, { agent }, (response) => {
        response.on('error', reject).resume();
        response.on('end', () => resolve('answered'));
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  const said: string[] = [];
  const client = (async () => {
    while (said.at(-1) !== 'ECONNREFUSED') said.push(await ask());
  })();
  await delay(100);
  const began = performance.now();
  await drain(server);
  expect(performance.now() - began).toBeLessThan(2_000);
  await client;
  agent.destroy();
  expect(said.length).toBeGreaterThan(2);
  expect(new Set(said.slice(0, -1))).toEqual(new Set(['answered']));
});

test('a connection without a request stays open for as long as is said, and not as long as Node likes', async () => {
  const keepAliveMs = 300;
  const server = openServer((_request, response) => response.end('yes'), {
    ...{ maxConnections: 0, headersMs: 20_000, requestMs: 60_000, keepAliveMs },
  });
  const { hostname, port } = new URL(await listen(server, 0, '127.0.0.1'));
  const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  const began = performance.now();
  await once(socket.resume(), 'close');
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(keepAliveMs - 50);
  // Node's own are five seconds, to which it may add one (keepAliveTimeoutBuffer).
  expect(took).toBeLessThan(4_000);
  await drain(server);
});

test('with more doors, those who come while all are busy are let in together, and drained like others', async () => {
  const taken: number[] = [];
  let turn = 0;
  const server = createServer((_request, response) => response.end('yes'));
  server.on('connection', () => taken.push(turn));
  const url = await listen(server, 0, '127.0.0.1', 8);
  const { hostname, port } = new URL(url);
  // Another process, since this one is to be busy while they come.
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
    // Nine in a turn, in four turns; a turn may find none.
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
