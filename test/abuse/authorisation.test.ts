/** Every route with an owner, called by everybody else. New routes are included by themselves. */
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasRole, SERVICE_ROLES } from '../../src/domain/roles';
import type { Route } from '../../src/http/route';
import { describeRoutes } from '../../src/http/routes';
import { ask, newBuyer, startApp, type Answer, type App } from '../helpers/app';
import { show } from '../helpers/show';

const SESSION_SECRET = 'a secret of this test only';
let folder: string;
let app: App;
let owner: string;
let preOrder: string;
const definition = show(50, { idleSeconds: 600 });
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria authorisation '));
  app = await startApp(folder, { SESSION_SECRET });
  await ask(`${app.url}/admin/events/show`, 'PUT', app.adminToken, definition);
  owner = await newBuyer(app);
  preOrder = String((await order(owner, 'of the owner')).body['id']);
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const order = (token: string, key: string) => {
  const items = [{ ticketType: 'pista', quantity: 1 }];
  return ask(`${app.url}/events/show/pre-orders`, 'POST', token, { items }, { 'idempotency-key': key });
};
const own = () => ask(`${app.url}/pre-orders/${preOrder}`, 'GET', owner);

/** Valid bodies, so that only the caller can be wrong. */
const BODIES: Record<string, unknown> = {
  createPreOrder: { items: [{ ticketType: 'pista', quantity: 1 }] },
  extendHolds: { seconds: 60 },
  putEvent: definition,
};
const request = (route: Route, token?: string, headers = {}): Promise<Answer> => {
  const at = route.path.replace('{eventId}', 'show').replace('{id}', preOrder);
  return ask(app.url.replace(/\/api$/, at), route.method, token, BODIES[route.id], headers);
};
const named = (routes: Route[]) => routes.map((route) => [route.id, route] as const);
const sign = (text: string, secret: string) =>
  `${text}.${createHmac('sha256', secret).update(text).digest('base64').replace(/=+$/, '')}`;

const ROUTES = describeRoutes();
const BUYERS = ROUTES.filter(({ access }) => access === 'buyer');
const ONE_PRE_ORDER = BUYERS.filter(({ path: at }) => at.includes('{id}'));
const ADMINS = ROUTES.filter(({ access }) => access === 'admin');

test('the lists of routes are not empty, and the owner has a pre-order', async () => {
  expect([BUYERS.length, ONE_PRE_ORDER.length, ADMINS.length].every((count) => count >= 6)).toBe(true);
  expect(await own()).toMatchObject({ status: 200, body: { status: 'pre_order' } });
});

test.each(named(ONE_PRE_ORDER))('another buyer’s pre-order does not exist: %s', async (_id, route) => {
  const before = await own();
  const [stranger, none] = [
    await newBuyer(app),
    { ...route, path: route.path.replace('{id}', randomUUID()) },
  ];
  const [theirs, nobodys] = [await request(route, stranger), await request(none, stranger)];
  expect(theirs).toMatchObject({ status: 404, body: { code: 'pre_order_not_found' } });
  // Nothing in the answer tells them apart.
  expect(theirs.body).toEqual(nobodys.body);
  // An operator's token is not a buyer's session.
  expect((await request(route, app.adminToken)).status).toBe(401);
  const after = await own();
  expect({ ...after.body, serverTime: 0 }).toEqual({ ...before.body, serverTime: 0 });
});

test.each(named(BUYERS))('without a valid session, the answer is 401: %s', async (_id, route) => {
  const [buyerId = '', signature = ''] = owner.split(/\.(?=[^.]+$)/);
  const forged = [
    ...[undefined, '', 'x', 'null', '.', `${buyerId}.`, `.${signature}`, buyerId],
    ...[owner.slice(0, -1), owner.slice(1), `${owner}A`, `${owner}.${signature}`],
    ...[`${randomUUID()}.${signature}`, sign(buyerId, 'another secret'), sign('not an id', SESSION_SECRET)],
    ...[sign('', SESSION_SECRET), `${buyerId.toUpperCase()}.${signature}`, 'A'.repeat(8_000)],
  ];
  for (const token of forged) {
    const asBearer = await request(route, token);
    expect([token, asBearer.status, asBearer.body['code']]).toEqual([token, 401, 'unauthenticated']);
    const asCookie = await request(route, undefined, { cookie: `bilheteria_session=${token ?? ''}` });
    expect([token, asCookie.status]).toEqual([token, 401]);
  }
  expect(sign(buyerId, SESSION_SECRET)).toBe(owner);
});

test.each(named(ADMINS))('an operator’s route is closed to everybody else: %s', async (_id, route) => {
  expect(await request(route)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  const cookies = [
    `bilheteria_session=${owner}`,
    `bilheteria_operator=${owner}`,
    `bilheteria_operator=${app.adminToken}`,
    // Signed with the secret of the buyers' sessions.
    `bilheteria_operator=${sign(randomUUID(), SESSION_SECRET)}`,
  ];
  for (const cookie of cookies)
    expect([cookie, (await request(route, undefined, { cookie })).status]).toEqual([cookie, 401]);
  for (const token of [owner, `${app.adminToken}x`, app.adminToken.slice(1), app.adminToken.toUpperCase()])
    expect((await request(route, token)).body).toMatchObject({ status: 403, code: 'forbidden' });
});

test.each(SERVICE_ROLES)('a service may only do what its role is for: %s', async (role) => {
  const made = await ask(`${app.url}/admin/tokens`, 'POST', app.adminToken, { name: role, role });
  const token = String(made.body['token']);
  for (const route of ADMINS) {
    const needed = route.role ?? 'admin';
    if (needed === 'any' || hasRole(role, needed)) continue;
    const { status, body } = await request(route, token);
    expect([route.id, status, body['code'], body['needs']]).toEqual([route.id, 403, 'not_allowed', needed]);
  }
  expect(
    (await ask(`${app.url}/admin/tokens/${String(made.body['id'])}`, 'DELETE', app.adminToken)).status,
  ).toBe(204);
  expect((await ask(`${app.url}/admin/session`, 'GET', token)).body).toMatchObject({ code: 'forbidden' });
});

test('only our own pages can use an operator’s sign-in to change something', async () => {
  const signIn = await ask(`${app.url}/admin/session`, 'POST', undefined, { token: app.adminToken });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await ask(`${app.url}/admin/session`, 'GET', undefined, undefined, { cookie })).status).toBe(200);
  const changing = ADMINS.filter(({ method }) => method !== 'GET');
  expect(changing.length).toBeGreaterThan(4);
  for (const route of changing)
    for (const from of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {},
    ]) {
      const { status } = await request(route, undefined, { cookie, ...from });
      expect([route.id, from, status]).toEqual([route.id, from, 403]);
    }
});

test('another site cannot use a buyer’s cookie: browsers don’t send it with a POST from there', async () => {
  const { headers } = await ask(`${app.url}/session`, 'POST');
  expect(headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
  // No GET, which a link or an image could trigger, changes anything.
  const changing = ROUTES.filter(
    ({ summary, method }) => method === 'GET' && /gives back|buys|moves/i.test(summary),
  );
  expect(changing).toEqual([]);
  // Even with the cookie, a form of another site can't send JSON.
  const cookie = `bilheteria_session=${owner}`;
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const body = JSON.stringify(BODIES['createPreOrder']);
    const response = await fetch(`${app.url}/events/show/pre-orders`, {
      ...{ method: 'POST', body, headers: { cookie, 'content-type': type } },
    });
    expect([type, response.status]).toEqual([type, 400]);
  }
  // A page of another site can't read an answer.
  const cross = await ask(`${app.url}/pre-orders`, 'GET', owner, undefined, {
    origin: 'https://evil.example',
  });
  expect(cross.headers.get('access-control-allow-origin')).toBeNull();
});

test('the same Idempotency-Key of another buyer is another pre-order', async () => {
  const replayed = await order(await newBuyer(app), 'of the owner');
  expect(replayed.status).toBe(201);
  expect(replayed.body['id']).not.toBe(preOrder);
  expect((await order(owner, 'of the owner')).body['id']).toBe(preOrder);
});

test('unsupported methods change nothing', async () => {
  for (const method of ['PUT', 'PATCH', 'POST', 'HEAD', 'OPTIONS', 'PROPFIND']) {
    const response = await fetch(`${app.url}/pre-orders/${preOrder}`, {
      ...{
        method,
        headers: { authorization: `Bearer ${await newBuyer(app)}`, 'x-http-method-override': 'DELETE' },
      },
    });
    expect([method, response.status]).toEqual([method, method === 'OPTIONS' ? 200 : 404]);
  }
  expect((await own()).body['status']).toBe('pre_order');
});
