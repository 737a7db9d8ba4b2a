import { Agent, createServer, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { drain, listen } from '../../src/api/listen';

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
