/** Every route for operators, asked by everybody. New routes are included by themselves. */
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';
import { OPERATOR_ROLES, SERVICE_ROLES, type Role } from '../../src/domain/roles';
import type { Route, RouteRole } from '../../src/http/route';
import { describeRoutes } from '../../src/http/routes';
import { ask } from '../helpers/app';
import { stopHttp, TOKEN } from '../helpers/http-app';
import { operatorWith, startReplica } from '../helpers/operators';

let sale: TestDatabase;
let url: string;
/** How each asks: people with their cookies, services with their tokens. */
const callers = new Map<string, { role: Role; token?: string; headers?: object }>();

async function newToken(role: string, events?: string[]): Promise<string> {
  const body = { name: role, role, ...(events && { events }) };
  const answer = await ask(`${url}/admin/tokens`, 'POST', TOKEN, body);
  expect(answer.status).toBe(201);
  return String(answer.body['token']);
}

beforeAll(async () => {
  sale = await createTestDatabase();
  url = await startReplica(sale.db);
  for (const id of ['show', 'other']) await onSale(sale.db, { pista: 5 }, { id });
  for (const role of OPERATOR_ROLES)
    callers.set(`operator ${role}`, { role, headers: await operatorWith(sale.db, url, role) });
  for (const role of SERVICE_ROLES) callers.set(`service ${role}`, { role, token: await newToken(role) });
}, 60_000);
afterAll(async () => {
  await stopHttp();
  await sale.db.close();
});

const ROUTES = describeRoutes().filter(({ access, id }) => access === 'admin' && id !== 'signOut');

/** Whom each role of a route admits. It is written out here once more, so that a change of the rule has to be meant. */
const ADMITTED: Record<RouteRole, Role[]> = {
  any: ['viewer', 'manager', 'finance', 'gate', 'checkout', 'admin'],
  viewer: ['viewer', 'manager', 'finance', 'admin'],
  manager: ['manager', 'admin'],
  finance: ['finance', 'admin'],
  gate: ['gate', 'admin'],
  checkout: ['checkout', 'admin'],
  admin: ['admin'],
};

/** @returns the status, and the problem if it is one. */
async function asked(route: Route, caller: { token?: string; headers?: object }, event: string) {
  const at = route.path
    .replace('{eventId}', event)
    .replace('{email}', 'nobody@example.org')
    .replace(/\{\w+\}/, '00000000-0000-4000-8000-000000000000');
  // The body is never a valid one, so nothing changes that the next caller would see.
  const hasBody = ['POST', 'PUT'].includes(route.method);
  const response = await fetch(url.replace(/\/api$/, at), {
    ...{ method: route.method, ...(hasBody && { body: '{"unknown":true}' }) },
    headers: {
      ...(caller.token && { authorization: `Bearer ${caller.token}` }),
      ...{ 'content-type': 'application/json', ...caller.headers },
    },
  });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  const problem = isProblem ? ((await response.json()) as { code: string; needs?: string }) : undefined;
  if (!problem) await response.arrayBuffer();
  return { status: response.status, problem };
}

test('there are routes for operators, and each names a role', () => {
  expect(ROUTES.length).toBeGreaterThan(20);
  expect(ROUTES.filter(({ role }) => role === undefined)).toEqual([]);
});

test.each(ROUTES.map((route) => [route.id, route] as const))(
  'only those who have the role may call %s',
  async (_id, route) => {
    const needed = route.role as RouteRole;
    for (const [who, caller] of callers) {
      const { status, problem } = await asked(route, caller, 'none');
      const allowed = ADMITTED[needed].includes(caller.role);
      expect([who, status === 403 ? problem?.code : 'allowed']).toEqual([
        who,
        allowed ? 'allowed' : 'not_allowed',
      ]);
      if (!allowed) expect(problem?.needs).toBe(needed);
      else expect([who, [200, 201, 400, 404]]).toEqual([who, expect.arrayContaining([status])]);
    }
  },
);

test('a token for some events may do nothing with others, and nothing that belongs to no event', async () => {
  const token = await newToken('viewer', ['show']);
  for (const route of ROUTES.filter(({ role }) => role === 'viewer')) {
    const hasEvent = route.path.includes('{eventId}');
    const own = await asked(route, { token }, 'show');
    expect([route.id, own.status === 403]).toEqual([route.id, !hasEvent]);
    for (const event of ['other', 'none', 'SHOW'])
      expect([route.id, (await asked(route, { token }, event)).problem]).toEqual([
        route.id,
        expect.objectContaining({ status: 403, code: 'not_allowed', needs: 'viewer' }),
      ]);
  }
  expect((await ask(`${url}/admin/session`, 'GET', token)).body).toEqual({
    ...{ name: 'token:viewer', role: 'viewer', events: ['show'] },
  });
});
