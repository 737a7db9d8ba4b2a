import { createServer } from 'node:http';
import { drain, listen } from '../../src/http/listen';
import { createProbes } from '../../src/http/probes';

test('the port for metrics carries the probes, and nothing of the API', async () => {
  let missing: string[] = [];
  const app = createProbes({
    missing: () => Promise.resolve(missing),
    metrics: () => Promise.resolve('up 1\n'),
    onError: () => undefined,
  });
  const server = createServer(app);
  const url = await listen(server, 0, '127.0.0.1');
  const at = async (path: string) => {
    const response = await fetch(url + path);
    return [response.status, await response.text()];
  };
  expect(await at('/api/live')).toEqual([200, '{"live":true}']);
  expect(await at('/api/ready')).toEqual([200, '{"ready":true}']);
  expect(await at('/metrics')).toEqual([200, 'up 1\n']);
  missing = ['postgres'];
  expect(await at('/api/ready')).toEqual([503, expect.stringContaining('"missing":["postgres"]')]);
  expect((await at('/api/events'))[0]).toBe(404);
  await drain(server);
});
