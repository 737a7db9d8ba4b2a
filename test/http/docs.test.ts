import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { openApi } from '../../src/http/docs/openapi';
import { describeRoutes } from '../../src/http/routes';
import { ask, newBuyer, startApp, type Answer, type App } from '../helpers/app';
import { givenServers } from '../helpers/given-servers';
import { FAKE_ACCOUNTS } from '../helpers/http-app';
import { CARDS, startTestSandbox, submit, type TestSandbox } from '../helpers/sandbox';

let folder: string;
let app: App;
let sandbox: TestSandbox;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria docs '));
  sandbox = await startTestSandbox();
  app = await startApp(folder, {
    ...{ ...(await givenServers(folder)), METRICS_PORT: '0' },
    ...sandbox.environment,
  });
  sandbox.follow(app.url);
}, 60_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }> } | undefined>;
}
const ROUTES = describeRoutes();
const document = openApi(ROUTES) as { paths: Record<string, Record<string, Operation>> };

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ ...document, $id: 'openapi' });
/** By its text, since most answers share the schema of a problem. */
const validators = new Map<string, ValidateFunction>();
function validatorOf(schema: object): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
  const known = validators.get(text) ?? ajv.compile(JSON.parse(text) as object);
  validators.set(text, known);
  return known;
}

/** Sends a request and compares the answer with the document. */
async function checked(
  method: string,
  route: string,
  at: string,
  token?: string,
  body?: unknown,
  headers = {},
): Promise<Answer> {
  const answer = await ask(app.url.replace(/\/api$/, at), method, token, body, headers);
  const response = document.paths[route]?.[method.toLowerCase()]?.responses[answer.status];
  if (!response) throw new Error(`${method} ${route} answers ${answer.status}, which is not documented`);
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (!response.content && answer.status === 204 && type === '') return answer;
  const content = response.content?.[type];
  if (!content) throw new Error(`${method} ${route} answers ${type}, which is not documented`);
  const validate = validatorOf(content.schema);
  expect([method, route, answer.status, validate(answer.body) ? [] : validate.errors]).toEqual([
    method,
    route,
    answer.status,
    [],
  ]);
  return answer;
}

test('the document is valid OpenAPI 3.1', async () => {
  const file = path.join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify((await ask(`${app.url}/openapi.json`, 'GET')).body));
  const said = execFileSync(path.join('node_modules', '.bin', 'validate-api'), [file]).toString();
  expect(JSON.parse(said)).toEqual({ valid: true });
});

test('the document has every route of the app and no others', () => {
  interface Layer {
    route?: { path: string; stack: { method: string }[] };
    handle: { stack?: Layer[] };
  }
  const walk = (layers: Layer[]): string[] =>
    layers.flatMap(({ route, handle }) =>
      route
        ? route.stack.map(({ method }) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
        : walk(handle.stack ?? []),
    );
  const real = createApp({
    accounts: FAKE_ACCOUNTS,
    metrics: () => Promise.resolve(''),
  } as unknown as ApiDependencies);
  const found = walk((real as unknown as { router: { stack: Layer[] } }).router.stack).filter(
    (route) => !/\/docs|openapi\.json/.test(route),
  );
  expect(found.sort()).toEqual(ROUTES.map(({ method, path: at }) => `${method.toLowerCase()} ${at}`).sort());
});

test('the answers of the running app match the document', async () => {
  const day = 86_400_000;
  const at = (days: number) => new Date(Date.now() + days * day).toISOString();
  const definition = {
    ...{ name: 'Show', venue: 'Hall', startsAt: at(3), onSaleAt: at(-1), closesAt: at(2) },
    refundableUntil: at(1),
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 100, currency: 'BRL', capacity: 5 }],
  };
  const admin = '/api/admin/events/{eventId}';
  const put = (token?: string, body: unknown = definition) =>
    checked('PUT', admin, '/api/admin/events/show', token, body);
  expect((await put()).status).toBe(401);
  expect((await put('wrong')).status).toBe(403);
  expect((await put(app.adminToken, { name: 1 })).status).toBe(400);
  expect((await put(app.adminToken)).status).toBe(201);
  expect((await put(app.adminToken)).status).toBe(200);
  await checked('POST', '/api/session', '/api/session');
  await checked('GET', '/api/events', '/api/events');
  await checked('GET', '/api/events/{eventId}', '/api/events/show');
  const all = await checked('GET', '/api/admin/events', '/api/admin/events?limit=1', app.adminToken);
  expect(all.body['events']).toHaveLength(1);
  const next = `/api/admin/events?limit=1&cursor=${String(all.body['nextCursor'])}`;
  await checked('GET', '/api/admin/events', next, app.adminToken);
  expect((await checked('GET', '/api/events/{eventId}', '/api/events/none')).status).toBe(404);
  await checked('GET', '/api/live', '/api/live');
  await checked('GET', '/api/ready', '/api/ready');

  const create = '/api/events/{eventId}/pre-orders';
  const token = await newBuyer(app);
  const order = (quantity: number, headers = {}, who = token) =>
    checked(
      'POST',
      create,
      '/api/events/show/pre-orders',
      who,
      { items: [{ ticketType: 'pista', quantity }] },
      headers,
    );
  expect((await checked('POST', create, '/api/events/show/pre-orders', undefined, {})).status).toBe(401);
  expect((await order(0)).status).toBe(400);
  expect((await order(99)).body['code']).toBe('limit_reached');
  const key = { 'idempotency-key': 'k' };
  const one = await order(1, key);
  expect(one.status).toBe(201);
  expect((await order(1, key)).status).toBe(200);
  expect((await order(2, key)).status).toBe(422);
  const id = String(one.body['id']);
  const own = '/api/pre-orders/{id}';
  const act = (method: string, rest = '', of = id) =>
    checked(method, own + rest, `/api/pre-orders/${of}${rest}`, token);
  expect((await act('GET')).status).toBe(200);
  expect((await act('GET', '', randomUUID())).status).toBe(404);
  await act('GET', '/history');
  expect((await act('POST', '/touch')).status).toBe(200);
  expect((await act('POST', '/checkout')).status).toBe(400);
  const paying = await checked('POST', `${own}/checkout`, `/api/pre-orders/${id}/checkout`, token, {
    method: 'card',
  });
  expect(paying).toMatchObject({ status: 200, body: { status: 'paying', payment: { status: 'open' } } });
  expect((await act('POST', '/touch')).status).toBe(200);
  await submit((paying.body['payment'] as { payUrl: string }).payUrl, { card: CARDS.pays });
  while (((await act('GET')).body['payment'] as { status: string }).status !== 'paid');
  expect((await act('DELETE')).status).toBe(409);
  expect((await act('POST', '/touch')).status).toBe(410);
  const ofAdmin = (method: string, body?: object, headers = {}) =>
    checked(
      method,
      '/api/admin/pre-orders/{id}/refunds',
      `/api/admin/pre-orders/${id}/refunds`,
      app.adminToken,
      body,
      headers,
    );
  expect((await ofAdmin('POST', { reason: 'ill' })).status).toBe(400);
  expect((await ofAdmin('POST', { reason: 'ill' }, { 'idempotency-key': 'k' })).status).toBe(202);
  while ((await act('GET')).body['status'] !== 'refunded');
  expect((await ofAdmin('POST', { reason: 'ill' }, { 'idempotency-key': 'k' })).status).toBe(202);
  expect((await ofAdmin('POST', { reason: 'ill' }, { 'idempotency-key': 'l' })).status).toBe(409);
  expect((await ofAdmin('GET')).body['refunds']).toHaveLength(1);
  expect((await act('POST', '/refund')).status).toBe(409);
  await checked('GET', '/api/pre-orders', '/api/pre-orders', token);
  await checked('GET', `${admin}/report`, '/api/admin/events/show/report', app.adminToken);
  await checked('GET', `${admin}/pre-orders`, '/api/admin/events/show/pre-orders?limit=1', app.adminToken);
  expect(
    (await checked('GET', `${admin}/pre-orders`, '/api/admin/events/show/pre-orders?limit=0', app.adminToken))
      .status,
  ).toBe(400);
  await checked('POST', `${admin}/extend`, '/api/admin/events/show/extend', app.adminToken, { seconds: 5 });
  for (const rest of ['/timeline', '/actions'])
    await checked('GET', admin + rest, `/api/admin/events/show${rest}`, app.adminToken);
  const timeline = '/api/admin/events/show/timeline?minutes=0';
  expect((await checked('GET', `${admin}/timeline`, timeline, app.adminToken)).status).toBe(400);
  const find = (query: string) =>
    checked('GET', '/api/admin/pre-orders', `/api/admin/pre-orders${query}`, app.adminToken);
  expect((await find(`?id=${id}`)).body['preOrders']).toHaveLength(1);
  expect((await find('')).status).toBe(400);
  const session = '/api/admin/session';
  expect((await checked('POST', session, session, undefined, { token: 'wrong' })).status).toBe(403);
  expect((await checked('POST', session, session, undefined, { token: app.adminToken })).status).toBe(204);
  await checked('GET', session, session, app.adminToken);
  const sameOrigin = { 'sec-fetch-site': 'same-origin' };
  expect((await checked('DELETE', session, session, undefined, undefined, sameOrigin)).status).toBe(204);
  expect((await checked('DELETE', session, session)).status).toBe(403);
  const onlyNew = { 'if-none-match': '*' };
  const again = await checked('PUT', admin, '/api/admin/events/show', app.adminToken, definition, onlyNew);
  expect(again.status).toBe(412);
  for (const action of ['pause', 'resume', 'close', 'cancel']) {
    await checked('POST', `${admin}/${action}`, `/api/admin/events/show/${action}`, app.adminToken);
    if (action === 'pause') expect((await order(1)).body['code']).toBe('not_on_sale');
  }
  expect(
    (await checked('POST', `${admin}/resume`, '/api/admin/events/show/resume', app.adminToken)).status,
  ).toBe(409);
});

test('the answers about operators and tokens match the document', async () => {
  const asked = (method: string, route: string, rest = '', body?: unknown, token = app.adminToken) => {
    const at = `/api/admin/${route}`;
    return checked(method, at, at.replace(/\{\w+\}/, rest), token, body);
  };
  const someone = ['operators/{email}', 'ana@example.org'] as const;
  expect((await asked('PUT', ...someone, { role: 'viewer' })).status).toBe(201);
  expect((await asked('PUT', ...someone, { role: 'manager' })).status).toBe(200);
  expect((await asked('PUT', ...someone, { role: 'owner' })).status).toBe(400);
  expect((await asked('PUT', 'operators/{email}', 'nobody', { role: 'viewer' })).status).toBe(400);
  expect((await asked('GET', ...someone)).status).toBe(200);
  expect((await asked('GET', 'operators')).status).toBe(200);
  expect((await asked('DELETE', ...someone)).status).toBe(204);
  for (const method of ['GET', 'DELETE']) expect((await asked(method, ...someone)).status).toBe(404);
  const limited = { name: 'shop', role: 'checkout', events: ['show'] };
  const made = await asked('POST', 'tokens', '', limited);
  expect(made.status).toBe(201);
  expect((await asked('POST', 'tokens', '', {})).status).toBe(400);
  expect((await asked('GET', 'session', '', undefined, String(made.body['token']))).status).toBe(200);
  expect((await asked('GET', 'tokens', '', undefined, String(made.body['token']))).status).toBe(403);
  expect((await asked('GET', 'tokens')).status).toBe(200);
  expect((await asked('DELETE', 'tokens/{tokenId}', String(made.body['id']))).status).toBe(204);
  expect((await asked('DELETE', 'tokens/{tokenId}', randomUUID())).status).toBe(404);
  expect((await asked('GET', 'actions')).body['actions']).toHaveLength(5);
  expect((await checked('POST', '/api/admin/session', '/api/admin/session', undefined, {})).status).toBe(401);
  const buyer = await newBuyer(app);
  expect((await checked('POST', '/api/admin/session', '/api/admin/session', buyer, {})).status).toBe(403);
});

test('the page shows every route and needs no script', async () => {
  const response = await fetch(app.url.replace(/api$/, 'docs'));
  const html = await response.text();
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|style=/);
  for (const { id } of ROUTES) expect(html).toContain(`id="${id}"`);
});

test('metrics with a port of their own are not on the public port', async () => {
  expect((await fetch(app.url.replace(/api$/, 'metrics'))).status).toBe(404);
  expect((await fetch(app.metricsUrl)).ok).toBe(true);
});
