import { z } from 'zod';
import * as answers from './answers';
import { PARAMETERS, type Route } from './route';
import { ROUTES } from './routes';

type Json = Record<string, unknown>;

/** The whole API as OpenAPI 3.1, from the schemas that validate requests. */
export function openApi(): Json {
  const paths: Record<string, Json> = {};
  for (const route of ROUTES) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bilheteria',
      version: '1',
      description:
        'Times are RFC 3339 UTC, money is in integer minor units, problems are RFC 9457 with a stable `code`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: schemas(), securitySchemes: SECURITY },
  };
}

const SECURITY = {
  buyerToken: { type: 'http', scheme: 'bearer', description: 'From POST /api/session.' },
  buyerCookie: { type: 'apiKey', in: 'cookie', name: 'bilheteria_session' },
  adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN.' },
  adminCookie: {
    ...{ type: 'apiKey', in: 'cookie', name: 'bilheteria_operator' },
    description: 'From POST /api/admin/session; what changes something must come from the same origin.',
  },
};

const WHO: Record<Route['who'], Json[]> = {
  anybody: [],
  buyer: [{ buyerToken: [] }, { buyerCookie: [] }],
  admin: [{ adminToken: [] }, { adminCookie: [] }],
};

function operation(route: Route): Json {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    ...{ name, in: 'path', required: true },
    schema:
      name === 'id'
        ? { type: 'string', format: 'uuid' }
        : { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' },
  }));
  const others = (route.parameters ?? []).map((name) => ({ name, required: false, ...PARAMETERS[name] }));
  return {
    operationId: route.id,
    summary: route.says,
    tags: [route.who],
    security: WHO[route.who],
    ...(inPath.length + others.length > 0 && { parameters: [...inPath, ...others] }),
    ...(route.takes && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(route.takes, 'input') } },
      },
    }),
    responses: Object.fromEntries([
      ...Object.entries(route.answers).map(([status, answer]) => [status, success(route, answer)]),
      ...Object.entries(problemsOf(route)).map(([status, codes]) => [status, problem(status, codes)]),
    ]),
  };
}

/** The route's own problems by status, with those that its kind of route has anyway. */
export function problemsOf(route: Route): Record<string, string[]> {
  return {
    ...((route.takes ?? route.method === 'post') && { 400: ['invalid_request'], 413: ['invalid_request'] }),
    ...(route.who !== 'anybody' && { 401: ['unauthenticated'] }),
    ...(route.who === 'admin' && { 403: ['forbidden'] }),
    ...route.problems,
    ...(route.path !== '/api/live' && { 429: ['too_many_requests'], 503: ['unavailable'] }),
  };
}

function success(route: Route, answer: Route['answers'][number]): Json {
  if (answer === 'nothing') return { description: route.says };
  const content =
    typeof answer === 'string'
      ? { [answer]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(answer, 'output') } };
  return {
    description: route.says,
    content,
    ...(route.id === 'createPreOrder' && {
      headers: { Location: { schema: { type: 'string' } } },
      links: LINKS,
    }),
  };
}

/** What can be done next with the pre-order of an answer. */
const LINKS = Object.fromEntries(
  ['getPreOrder', 'touchPreOrder', 'checkout', 'giveBack', 'getHistory', 'streamPreOrder'].map(
    (operationId) => [operationId, { operationId, parameters: { id: '$response.body#/id' } }],
  ),
);

function problem(status: string, codes: string[]): Json {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
  };
  const wait = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } };
  return {
    description: codes.join(', '),
    ...((status === '429' || status === '503') && { headers: wait }),
    content: { 'application/problem+json': { schema } },
  };
}

const NAMED = {
  Session: answers.session,
  Event: answers.event,
  PreOrder: answers.preOrder,
  Line: answers.line,
  Report: answers.report,
  Problem: answers.problem,
};

function schemas(): Json {
  const { schemas: made } = z.toJSONSchema(z.globalRegistry, {
    io: 'output',
    uri: (name) => REFERENCE + name,
  });
  return Object.fromEntries(Object.keys(NAMED).map((name) => [name, open(made[name] as Json)]));
}

const REFERENCE = '#/components/schemas/';

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const name = Object.entries(NAMED).find(([, one]) => one === schema)?.[0];
  if (name) return { $ref: REFERENCE + name };
  // A transformed value (a time) has no JSON Schema of its own output; only inputs are transformed here.
  const made = z.toJSONSchema(schema, { io }) as Json;
  const text = JSON.stringify(made).replaceAll('#/$defs/', REFERENCE);
  const json = JSON.parse(text) as Json;
  delete json['$defs'];
  return io === 'output' ? open(json) : without(json, '$schema');
}

/** Answers may get more members; clients must not refuse them. */
function open(schema: Json): Json {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  );
  return without(JSON.parse(text) as Json, '$schema', '$id', 'id');
}

function without(json: Json, ...keys: string[]): Json {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));
}
