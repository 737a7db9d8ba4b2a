/** What no client should send, to every route that takes a body or a parameter. New routes are included by themselves. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Route } from '../../src/http/route';
import { describeRoutes } from '../../src/http/routes';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { order, show } from '../helpers/show';
import { signInOn } from './people';

let folder: string;
let app: App;
let known: string;
const params: Record<string, string> = {
  taskId: '1',
  ...{ eventId: 'show', email: 'ana@example.org', signInId: randomUUID(), sessionId: randomUUID() },
  ...{ passkeyId: 'AAAA', tokenId: randomUUID(), providerId: 'elsewhere', ticketType: 'pista' },
};
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria every route '));
  app = await startApp(folder, {
    RATE_LIMIT_WRONG_TOKENS: '0',
    RATE_LIMIT_CODES: '0',
    RATE_LIMIT_SESSION: '0',
    RATE_LIMIT_ADDRESS: '0',
  });
  await ask(`${app.url}/admin/events/show`, 'PUT', app.adminToken, show(1000, { maxPerBuyer: 100 }));
  known = await signInOn(app, path.join(folder, 'mail'), await newBuyer(app), 'ana@example.org');
  params['id'] = String((await ask(`${app.url}/events/show/pre-orders`, 'POST', known, order())).body['id']);
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function call(route: Route, body: unknown, given: Record<string, string> = {}) {
  const at = route.path.replace(
    /\{(\w+)\}/g,
    (_all, name: string) => given[name] ?? params[name] ?? 'missing',
  );
  const token = {
    ...{ admin: app.adminToken, buyer: known, either: known, anybody: undefined },
  }[route.access];
  const response = await fetch(app.url.replace(/\/api$/, at), {
    ...{ method: route.method, redirect: 'manual' },
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return {
    status: response.status,
    code: isProblem ? (JSON.parse(text) as Record<string, unknown>)['code'] : undefined,
  };
}
const alive = async () => expect((await ask(`${app.url}/me`, 'GET', known)).status).toBe(200);

const ROUTES = describeRoutes();
const named = (routes: Route[]) => routes.map((route) => [route.id, route] as const);
const WITH_BODY = ROUTES.filter(({ body }) => body !== undefined);
const WITH_PARAMETER = ROUTES.filter(
  ({ path: at, answers }) => at.includes('{') && !Object.values(answers).includes('text/event-stream'),
);

test('the lists have the routes of people among them', () => {
  const ids = (routes: Route[]) => routes.map(({ id }) => id);
  const people = ['askCode', 'useCode', 'usePasskey', 'addPasskey', 'putOperator', 'createToken', 'signIn'];
  expect(ids(WITH_BODY)).toEqual(expect.arrayContaining(people));
  expect(ids(WITH_PARAMETER)).toEqual(
    expect.arrayContaining(['endSession', 'removePasskey', 'removeOperator', 'revokeToken', 'beginOidc']),
  );
  const parameters = WITH_PARAMETER.flatMap(({ path: at }) =>
    [...at.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  );
  expect(parameters.filter((name = '') => !(name in params))).toEqual([]);
});

const BODIES: [string, string, number][] = [
  ['10 MB', JSON.stringify({ more: 'x'.repeat(10_000_000) }), 413],
  ['deep JSON', '['.repeat(30_000) + ']'.repeat(30_000), 400],
  ['cut off', '{"email":"ana@exam', 400],
  ['not JSON', 'email=ana@example.org', 400],
  ...['null', '1', '"text"', '[]', '[{}]', '{"__proto__":1', '\u0000', '{"a":"\\ud800"'].map(
    (body): [string, string, number] => [body, body, 400],
  ),
];

test.each(named(WITH_BODY))('no malformed body is taken, or a bug: %s', async (_id, route) => {
  for (const [what, body, status] of BODIES) {
    const answer = await call(route, body);
    expect([what, answer.status, answer.code]).toEqual([what, status, 'invalid_request']);
  }
  await alive();
});

/** Texts that break out of something, somewhere. */
const TEXTS = [
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'a\r\nBcc: x@example.org',
    '%0d%0aBcc:x',
    '\u2028',
    '\u202e',
    '\ufeff',
  ],
  ...[
    "' OR true --",
    '"; DROP TABLE buyer; --',
    '$1',
    '{{7*7}}',
    '${7*7}',
    '<script>',
    '../../etc/passwd',
    '\\',
  ],
  ...['__proto__', 'constructor', 'toString', 'NaN', '1e999', '-1', '0x10', 'null', 'undefined'],
  ...[
    'x'.repeat(60_000),
    '😀'.repeat(500),
    'e\u0301'.repeat(500),
    '１２３４５６',
    'ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ',
    'ß',
    'İ',
  ],
];
const OTHERS: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  [],
  {},
  [[]],
  { toString: 1 },
  { length: 1, 0: 'a' },
];

/** The same value with one of its leaves replaced, for each leaf. */
function* replaced(value: unknown, by: unknown): Generator {
  if (typeof value !== 'object' || value === null) {
    yield by;
    return;
  }
  for (const [key, held] of Object.entries(value))
    for (const other of replaced(held, by)) {
      const copy = structuredClone(value) as Record<string, unknown>;
      copy[key] = other;
      yield copy;
    }
}

test.each(named(WITH_BODY))(
  'no text or value in a body is a bug: %s',
  async (_id, route) => {
    for (const text of [...TEXTS, ...OTHERS])
      for (const body of replaced(route.example, text)) {
        const { status } = await call(route, body);
        expect([body, status < 500]).toEqual([body, true]);
      }
    await alive();
  },
  120_000,
);

test.each(named(WITH_PARAMETER))(
  'no text in a path is a bug: %s',
  async (_id, route) => {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const name of names)
      for (const text of TEXTS.filter((one) => one.length < 5_000)) {
        // Half a surrogate has no UTF-8, as a client may send it all the same.
        const encoded = text === '\ud800' ? '%ED%A0%80' : encodeURIComponent(text);
        const { status } = await call(route, route.example, { [name]: encoded });
        expect([name, text, status < 500]).toEqual([name, text, true]);
      }
    await alive();
  },
  120_000,
);
