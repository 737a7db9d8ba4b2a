import { describeRoutes } from '../../src/http/routes';
import { ask } from '../helpers/app';
import { startHttp, stopHttp, TOKEN } from '../helpers/http-app';

afterEach(stopHttp);

const ID = '00000000-0000-4000-8000-000000000000';
// A webhook has no session, and its signature says who sends it.
const CHANGES = describeRoutes().filter(({ method, id }) => method !== 'GET' && id !== 'receiveStripeEvent');

test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
])('no route accepts a change from the page of another site: %j', async (headers) => {
  const url = await startHttp();
  expect(CHANGES.length).toBeGreaterThan(10);
  for (const { method, path } of CHANGES) {
    const at = url + path.replace('{eventId}', 'show').replace('{id}', ID);
    const answer = await ask(at, method, undefined, {}, headers);
    expect([path, answer.status, answer.body['code']]).toEqual([path, 403, 'forbidden']);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
});

test('a form of another site cannot take a session away', async () => {
  const url = await startHttp();
  const response = await fetch(`${url}/api/session`, {
    ...{ method: 'POST', body: new URLSearchParams({ a: 'b' }) },
    headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  });
  expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
});

test('our own pages and clients that are not browsers may change things', async () => {
  const url = await startHttp();
  const { host } = new URL(url);
  for (const headers of [
    {},
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { origin: `http://${host}` },
    // A proxy ended TLS, or dropped the port.
    { origin: `https://${host}` },
    { origin: 'https://127.0.0.1:8443' },
  ])
    expect([headers, (await ask(`${url}/api/session`, 'POST', undefined, {}, headers)).status]).toEqual([
      ...[headers, 201],
    ]);
});

test('a bearer token works from anywhere, since no page can send one for another site', async () => {
  const url = await startHttp();
  const token = String((await ask(`${url}/api/session`, 'POST')).body['token']);
  const answer = await ask(`${url}/api/session`, 'POST', token, {}, { origin: 'https://shop.example' });
  expect(answer.status).toBe(201);
});

describe('behind a proxy that drops the port of Host', () => {
  const origin = 'https://127.0.0.1:8443';
  const signOut = (url: string) =>
    ask(`${url}/api/admin/session`, 'DELETE', undefined, undefined, { origin, host: '127.0.0.1' });

  test('an operator is told both hosts and what to do', async () => {
    const url = await startHttp({ adminToken: TOKEN });
    const { status, body } = await signOut(url);
    expect([status, body['code']]).toEqual([403, 'forbidden']);
    expect(body['detail']).toMatch(
      /from 127\.0\.0\.1:8443, but the request came for 127\.0\.0\.1.*PUBLIC_URL/,
    );
  });

  test('PUBLIC_URL settles it', async () => {
    expect((await signOut(await startHttp({ publicUrl: origin }))).status).toBe(204);
    expect((await signOut(await startHttp({ publicUrl: 'https://127.0.0.1:9443' }))).status).toBe(403);
  });
});
