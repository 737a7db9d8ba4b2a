/** No path of a page or a route can make the program fail. */
import { request } from 'node:http';
import { describeRoutes } from '../../src/http/routes';
import { newBuyer } from '../helpers/app';
import { useApp } from '../helpers/use-app';

const app = useApp();

/** What a path can carry, as it is sent. */
const ODD = [
  ...[
    '%00',
    'a%00b',
    '%ff',
    '%c0%80',
    '%ed%a0%80',
    '%e2%80%ae',
    '%2f',
    '%2e%2e%2f',
    '..%2f',
    '%5c',
    '%25',
    '%',
  ],
  ...[
    '%7b%7d',
    '%22',
    '%27',
    '%0d%0a',
    '__proto__',
    'constructor',
    '-',
    'A',
    'a'.repeat(64),
    'a'.repeat(4_000),
  ],
  ...['%F0%9F%8E%9F', '00000000-0000-4000-8000-00000000000%00', '1e999', '*', ';', '%3f', '%23'],
];

/** fetch would correct the path before it sends it. */
function statusOf(method: string, path: string, token: string): Promise<number> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'text/html' };
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('GET /events/%00 is 404, as a page and as a route', async () => {
  const token = await newBuyer(app);
  for (const path of ['/events/%00', '/api/events/%00', '/%00', '/assets/%00', '/api/%00'])
    expect([path, await statusOf('GET', path, token)]).toEqual([path, 404]);
});

test('no parameter of a page or a route, and nothing after it, leads to a failure', async () => {
  const buyer = await newBuyer(app);
  const routes = describeRoutes().filter(({ path }) => path.includes('{'));
  const pages = [
    ...['/{x}', '/events/{x}', '/events/{x}/{x}', '/operate/{x}', '/assets/{x}', '/docs/{x}', '/?lang={x}'],
    ...['/events/rock-no-rio?lang={x}', '/events/rock-no-rio?{x}={x}', '/operate?lang={x}'],
  ].map((path) => ({ method: 'GET', path, access: 'anybody' }));
  const failed: string[] = [];
  for (const { method, path, access } of [...routes, ...pages])
    await Promise.all(
      ODD.map(async (odd) => {
        const at = path.replaceAll(/\{\w+\}/g, odd);
        const status = await statusOf(method, at, access === 'admin' ? app.adminToken : buyer);
        if (status >= 500) failed.push(`${method} ${at}: ${status}`);
      }),
    );
  expect(failed).toEqual([]);
}, 60_000);

test('no query parameter of a route leads to a failure', async () => {
  const failed: string[] = [];
  for (const { method, path, query } of describeRoutes().filter((route) => route.query))
    for (const name of Object.keys(query?.shape ?? {}))
      for (const odd of ODD) {
        const at = `${path.replace('{eventId}', 'rock-no-rio')}?${name}=${odd}`;
        const status = await statusOf(method, at, app.adminToken);
        if (status >= 500) failed.push(`${method} ${at}: ${status}`);
      }
  expect(failed).toEqual([]);
}, 60_000);
