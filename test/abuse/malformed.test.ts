/** Malformed requests of many kinds: each is answered with 4xx, none with 500. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { show } from '../helpers/show';

let folder: string;
let app: App;
let token: string;
let said = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria malformed '));
  app = await startApp(folder, { LOG_REQUESTS: 'info', LOG_FORMAT: 'text' });
  app.process.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  token = await newBuyer(app);
  const put = await ask(`${app.url}/admin/events/show`, 'PUT', app.adminToken, definition());
  expect(put.status).toBe(201);
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const definition = (settings = {}) => show(1000, { maxPerBuyer: 100, ...settings });
const order = (body: unknown, headers = {}) =>
  ask(`${app.url}/events/show/pre-orders`, 'POST', token, body, headers);
const RIGHT = { items: [{ ticketType: 'pista', quantity: 1 }] };

/** Sends exactly these bytes. @returns all bytes of the answer, up to the end of the connection. */
function raw(text: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error),
    );
    socket.on('close', () => resolve(answer));
  });
}
const head = (...lines: string[]) => [...lines, 'Host: x', 'Connection: close', '', ''].join('\r\n');

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
test.each([
  ['10 MB', JSON.stringify({ ...RIGHT, more: 'x'.repeat(10_000_000) }), 413],
  ['one byte over 64 kB', JSON.stringify({ more: 'x'.repeat(65_536 - 11 + 1) }), 413],
  ['exactly 64 kB', JSON.stringify({ more: 'x'.repeat(65_536 - 11) }), 400],
  ['deep JSON', `{"items":${deep(30_000)}}`, 400],
  ['cut off', '{"items":[', 400],
  ['not JSON', 'items=pista', 400],
  ['nothing', '', 400],
  ['null', 'null', 400],
  ['a number', '1', 400],
  ['an array', '[]', 400],
  ['NUL in a name', '{"items":[{"ticketType":"pi\\u0000sta","quantity":1}]}', 400],
  ['half a surrogate', '{"items":[{"ticketType":"\\ud800","quantity":1}]}', 400],
  ['a type named __proto__', '{"items":[{"ticketType":"__proto__","quantity":1}]}', 400],
  ['a type named constructor', '{"items":[{"ticketType":"constructor","quantity":1}]}', 400],
  ['a quantity as text', '{"items":[{"ticketType":"pista","quantity":"1"}]}', 400],
  ['an infinite number', '{"items":[{"ticketType":"pista","quantity":1e999}]}', 400],
  ['items in an object', '{"items":{"0":{"ticketType":"pista","quantity":1},"length":1}}', 400],
  ['items by the prototype', '{"__proto__":{"items":[{"ticketType":"pista","quantity":1}]}}', 400],
])('an invalid body is refused: %s', async (_what, body, status) => {
  const answer = await order(body);
  expect(answer).toMatchObject({ status, body: { status, code: 'invalid_request' } });
});

test('keys of the prototype change nothing, for this request or later ones', async () => {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    const body = `{"${key}":{"status":"sold","prototype":{"status":"sold"}},"items":[{"ticketType":"pista","quantity":1,"${key}":{"unitPriceCents":0}}]}`;
    expect(await order(body)).toMatchObject({ status: 201, body: { totalCents: 1000 } });
  }
  expect((await ask(`${app.url}/events/show`, 'GET')).body['status']).toBe('on_sale');
});

test.each([
  ['NUL', { name: 'a\u0000b' }],
  ['a line break', { name: 'a\nb' }],
  ['201 letters', { venue: 'x'.repeat(201) }],
  ['an invalid date', { startsAt: '2099-13-45T99:99:99Z' }],
  ['a year that Postgres does not support', { startsAt: '+275760-09-13T00:00:00Z' }],
  [
    '101 ticket types',
    {
      ticketTypes: Array.from({ length: 101 }, (_, i) => ({
        id: `t${i}`,
        name: 'T',
        priceCents: 1,
        currency: 'BRL',
        capacity: 1,
      })),
    },
  ],
])('an invalid definition is refused: %s', async (_what, settings) => {
  const answer = await ask(`${app.url}/admin/events/bad`, 'PUT', app.adminToken, definition(settings));
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
});

test.each(['', 'x'.repeat(256), 'ação', '\t'])('an invalid Idempotency-Key is refused: %j', async (key) => {
  const bytes = Buffer.from(
    head(
      ...[
        'POST /api/events/show/pre-orders HTTP/1.1',
        `Authorization: Bearer ${token}`,
        `Idempotency-Key: ${key}`,
      ],
      ...['Content-Type: application/json', `Content-Length: ${JSON.stringify(RIGHT).length}`],
    ) + JSON.stringify(RIGHT),
  );
  expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid_request"/);
});

test('a repeated header does not make one buyer another', async () => {
  const other = await newBuyer(app);
  const twice = head(
    'GET /api/pre-orders HTTP/1.1',
    `Authorization: Bearer ${other}`,
    `Authorization: Bearer ${token}`,
  );
  // Node takes the first one, and that buyer has nothing.
  expect(await raw(twice)).toMatch(/^HTTP\/1\.1 200 [^]*\{"preOrders":\[\],"nextCursor":null\}/);
  const key = head(
    ...['POST /api/events/show/pre-orders HTTP/1.1', `Authorization: Bearer ${token}`, 'Idempotency-Key: a'],
    ...[
      'Idempotency-Key: b',
      'Content-Type: application/json',
      `Content-Length: ${JSON.stringify(RIGHT).length}`,
    ],
  );
  const answer = await raw(key + JSON.stringify(RIGHT));
  expect(answer).toMatch(/^HTTP\/1\.1 201 /);
  // HTTP joins them to one key, "a, b".
  const again = await order(RIGHT, { 'idempotency-key': 'a, b' });
  expect(again.status).toBe(200);
});

test.each([
  ['not HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 [^]*"code":"invalid_request"/],
  [
    'a head beyond 16 kB',
    head('GET /api/events HTTP/1.1', `X: ${'x'.repeat(17_000)}`),
    /^HTTP\/1\.1 431 [^]*"code":"invalid_request"/,
  ],
  [
    'two lengths',
    head('POST /api/session HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2'),
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a length and chunks (smuggling)',
    head('POST /api/session HTTP/1.1', 'Content-Length: 4', 'Transfer-Encoding: chunked'),
    /^HTTP\/1\.1 400 /,
  ],
  ['a NUL in a header', head('GET /api/events HTTP/1.1', 'X-Request-Id: a\u0000b'), /^HTTP\/1\.1 400 /],
  [
    'a path that is no UTF-8',
    head('GET /api/events/%ff HTTP/1.1'),
    /^HTTP\/1\.1 400 [^]*"code":"invalid_request"/,
  ],
  ['a NUL in a path', head('GET /api/events/%00 HTTP/1.1'), /^HTTP\/1\.1 404 [^]*"code":"event_not_found"/],
  ['a path that climbs', head('GET /assets/../../package.json HTTP/1.1'), /^HTTP\/1\.1 404 /],
  [
    'an encoded path that climbs',
    head('GET /assets/%2e%2e%2f%2e%2e%2fpackage.json HTTP/1.1'),
    /^HTTP\/1\.1 404 /,
  ],
  [
    'a whole address as a path',
    head('GET http://169.254.169.254/latest/meta-data HTTP/1.1'),
    /^HTTP\/1\.1 404 /,
  ],
])('a broken request is refused: %s', async (_what, text, refused) => {
  expect(await raw(text)).toMatch(refused);
});

test.each([
  ['charset', { 'content-type': 'application/json; charset=klingon' }, 415],
  ['coding', { 'content-type': 'application/json', 'content-encoding': 'klingon' }, 415],
  ['wait', { 'content-type': 'application/json', prefer: `wait=${'9'.repeat(5_000)}` }, 201],
])('an unknown %s is not a bug', async (_what, headers, status) => {
  expect((await order(JSON.stringify(RIGHT), headers)).status).toBe(status);
});

test('repeated query parameters are refused, and brackets make no objects', async () => {
  for (const query of ['limit=1&limit=2', 'limit[]=1', 'limit[__proto__]=1', 'cursor[a]=b', 'status=%00']) {
    const { status, body } = await ask(
      `${app.url}/admin/events/show/pre-orders?${query}`,
      'GET',
      app.adminToken,
    );
    // With brackets it is another parameter, which is unknown and so ignored.
    const ignored = query.includes('[');
    expect([query, status, body['code']]).toEqual([
      query,
      ignored ? 200 : 400,
      ignored ? undefined : 'invalid_request',
    ]);
  }
});

test('nothing in a request can forge a log line or a header', async () => {
  const evil = 'x"}%0d%0aINFO forged by=me%0d%0aSet-Cookie:%20a=b';
  const answer = await ask(`${app.url}/pre-orders/${evil}`, 'GET', token, undefined, {
    'x-request-id': 'a forged=1',
  });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  await ask(`${app.url}/live`, 'GET', undefined, undefined, { 'x-request-id': 'last' });
  for (const until = Date.now() + 5_000; !said.includes('last') && Date.now() < until;)
    await new Promise((resolve) => app.process.stderr?.once('data', resolve));
  expect(said).toContain('last');
  expect(said).not.toMatch(/forged/);
  // None of the requests of this file was answered with a bug.
  expect(said).not.toMatch(/ 500|ERROR|"level":50/i);
});

test('every answer has the security headers', async () => {
  const at = app.url.replace(/\/api$/, '');
  for (const route of ['/api/events', '/api/none', '/docs', '/', '/events/show', '/operate']) {
    const { headers } = await fetch(at + route);
    expect([route, headers.get('x-content-type-options')]).toEqual([route, 'nosniff']);
    expect([route, headers.get('content-security-policy')]).toEqual([
      ...[route, expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/)],
    ]);
    expect([route, headers.get('x-powered-by'), headers.get('strict-transport-security')]).toEqual([
      ...[route, null, null],
    ]);
  }
});
