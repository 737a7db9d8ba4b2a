import { z } from 'zod';
import { STATUS, type ProblemCode } from '../problems';
import { hasRole, ROLES } from '../../domain/roles';
import type { Access, Route, RouteRole } from '../route';
import { problem } from '../schemas/problem';

type Json = Record<string, unknown>;

/** The whole API as OpenAPI 3.1. */
export function openApi(routes: readonly Route[]): Json {
  const schemas: Json = {};
  toJson(problem, 'output', schemas);
  const paths: Record<string, Json> = {};
  for (const route of routes)
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, schemas);
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
    components: { schemas, securitySchemes: SECURITY_SCHEMES },
  };
}

const SECURITY_SCHEMES = {
  buyerToken: { type: 'http', scheme: 'bearer', description: 'From POST /api/session.' },
  buyerCookie: { type: 'apiKey', in: 'cookie', name: 'bilheteria_session' },
  adminToken: { type: 'http', scheme: 'bearer', description: "ADMIN_TOKEN, or a service's token." },
  adminCookie: {
    ...{ type: 'apiKey', in: 'cookie', name: 'bilheteria_operator' },
    description:
      'From POST /api/admin/session. Requests that change something must come from the same origin.',
  },
};

const SECURITY: Record<Access, Json[]> = {
  anybody: [],
  buyer: [{ buyerToken: [] }, { buyerCookie: [] }],
  admin: [{ adminToken: [] }, { adminCookie: [] }],
  either: [{ buyerToken: [] }, { buyerCookie: [] }, { adminToken: [] }],
};

/** Whom a route for operators admits, in words. */
export const roleText = (role: RouteRole): string =>
  role === 'any'
    ? 'Every operator and every service.'
    : `Needs one of these roles: ${ROLES.filter((one) => hasRole(one, role)).join(', ')}.`;

function operation(route: Route, schemas: Json): Json {
  const { id, summary, access, role, body, example } = route;
  const schema = body && toJson(body, 'input', schemas);
  return {
    ...{ operationId: id, summary, tags: [access], security: SECURITY[access] },
    ...(role && { 'x-role': role, description: roleText(role) }),
    parameters: [
      ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name)),
      ...parametersOf('query', route.query, schemas),
      ...parametersOf('header', route.headers, schemas),
    ],
    ...(schema && { requestBody: { required: true, content: { 'application/json': { schema, example } } } }),
    responses: Object.fromEntries([
      ...Object.entries(route.answers).map(([status, answer]) => [status, success(route, answer, schemas)]),
      ...Object.entries(problemsOf(route)).map(([status, codes]) => [status, problemResponse(status, codes)]),
    ]),
  };
}

/** The parameters of paths that are no UUIDs. */
const PARAMETERS: Record<string, Json> = {
  eventId: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$' },
  email: { type: 'string', format: 'email', maxLength: 254 },
  passkeyId: { type: 'string', pattern: '^[A-Za-z0-9_-]+$' },
  providerId: { type: 'string', pattern: '^[a-z0-9-]+$' },
};

const pathParameter = (name: string): Json => ({
  ...{ name, in: 'path', required: true },
  schema: PARAMETERS[name] ?? { type: 'string', format: 'uuid' },
});

/** Each optional, with its description outside of its schema. */
export function parametersOf(where: 'query' | 'header', schema: z.ZodObject | undefined, schemas: Json = {}) {
  if (!schema) return [];
  const properties = toJson(schema, 'input', schemas)['properties'] as Record<string, Json>;
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    ...{ name, in: where, required: false, schema: property, description: String(description) },
  }));
}

/** The codes of a route's problems, by status. Some come with its schemas, its access and its path. */
export function problemsOf(route: Route): Record<string, ProblemCode[]> {
  const { method, path, access, role, body, query, headers, problems = [], unlimited } = route;
  const parsesBody = body !== undefined || method === 'POST';
  const codes = new Set<ProblemCode>(problems);
  if (parsesBody || query || headers) codes.add('invalid_request');
  if (access !== 'anybody') codes.add('unauthenticated');
  if (access === 'buyer' || access === 'either') codes.add('session_ended');
  if (role && role !== 'any') codes.add('not_allowed');
  // A wrong token, or a change that another site triggers (origin.ts).
  if (access === 'admin' || method !== 'GET') codes.add('forbidden');
  if (path.includes('{eventId}') && method !== 'PUT') codes.add('event_not_found');
  if (path.includes('{id}')) codes.add('pre_order_not_found');
  if (!unlimited) codes.add('too_many_requests').add('unavailable');
  const byStatus: Record<string, ProblemCode[]> = parsesBody ? { 413: ['invalid_request'] } : {};
  // The line of a request counts as part of its headers.
  if (query) byStatus[431] = ['invalid_request'];
  for (const code of codes) byStatus[STATUS[code]] = [...(byStatus[STATUS[code]] ?? []), code];
  return byStatus;
}

function success(
  { summary, links, linkBy = 'id' }: Route,
  answer: Route['answers'][number],
  schemas: Json,
): Json {
  if (answer === 'empty') return { description: summary };
  const [media, schema] =
    typeof answer === 'string'
      ? [answer, { type: 'string' }]
      : ['application/json', toJson(answer, 'output', schemas)];
  const parameters = { [linkBy]: `$response.body#/${linkBy}` };
  return {
    description: summary,
    content: { [media]: { schema } },
    ...(links && {
      headers: { Location: { schema: { type: 'string' } } },
      links: Object.fromEntries(links.map((operationId) => [operationId, { operationId, parameters }])),
    }),
  };
}

function problemResponse(status: string, codes: readonly string[]): Json {
  const schema = { allOf: [{ $ref: `${REFERENCE}Problem` }, { properties: { code: { enum: codes } } }] };
  const retryAfter = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } };
  return {
    description: codes.join(', '),
    ...((status === '429' || status === '503') && { headers: retryAfter }),
    content: { 'application/problem+json': { schema } },
  };
}

const REFERENCE = '#/components/schemas/';

/** A JSON Schema. Those with an id go to `schemas` and are referred to. */
function toJson(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'date')
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      // Answers may get more members, and clients must not refuse them.
      if (io === 'output' && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  const json = JSON.parse(JSON.stringify(made).replaceAll('#/$defs/', REFERENCE)) as Json;
  Object.assign(schemas, json['$defs']);
  delete json['$defs'];
  delete json['$schema'];
  return json;
}
