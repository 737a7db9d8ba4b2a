import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { Refusal } from '../domain/refusal';
import type { Operator } from '../domain/roles';
import { contextOf, type RequestContext } from './request-context';
import type { Route, RouteRole } from './route';
import { id } from './schemas/common';
import { bearer, type Session } from './session';
import { isEventId, isUuid, parse, parseParts } from './validate';

/** Each answers who makes the request. @throws {Problem} 401 or 403 for others. */
export interface Guards {
  buyer(request: Request, response: Response, endedToo: boolean): Session;
  admin(request: Request, role: RouteRole): Promise<Operator>;
  /** Whether the request has a session, also one that has ended, so that it is a buyer's. */
  hasSession(request: Request): boolean;
  /** Counts a dear request. @throws {Problem} 429 beyond the limits. */
  charge(request: Request, cost: number): void;
}

/** Serves the routes. Of several that match a path, the first answers. */
export function createRouter(routes: readonly Route[], guards: Guards): Router {
  const router = Router();
  const verbs = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;
  for (const route of routes)
    router[verbs[route.method]](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), handlerOf(route, guards));
  return router;
}

function handlerOf(route: Route, guards: Guards): RequestHandler {
  const { access, role, body, query, headers, cost = 1 } = route;
  const readHeaders = headers && headerReader(headers);
  return async (request, response) => {
    const context = contextOf(response);
    if (cost > 1) guards.charge(request, cost - 1);
    const isBuyer = access === 'buyer' || (access === 'either' && isBuyersOwn(request, guards));
    // Whether a service may act on a pre-order depends on its event, which the use case knows.
    const needed = access === 'either' ? 'any' : role;
    const operator = needed && !isBuyer ? await guards.admin(request, needed) : undefined;
    const session = isBuyer ? guards.buyer(request, response, route.endedToo ?? false) : undefined;
    const buyerId = session?.buyerId;
    const input = parseParts({
      params: () => paramsOf(route, request, context),
      body: () => body && parse(body, request.body),
      query: () => query && parse(query, request.query),
      headers: () => readHeaders?.(request),
    });
    const reply = await route.handle({ operator, buyerId, session, ...input, request, response, context });
    if (!reply) return;
    response.status(reply.status);
    if (reply.headers) response.set(reply.headers);
    if (reply.body === undefined) response.end();
    else response.json(reply.body);
  };
}

/** Operators act on a buyer's pre-order by their token only: a browser that is signed in on both pages is the buyer's. */
const isBuyersOwn = (request: Request, guards: Guards) =>
  guards.hasSession(request) || bearer(request) === undefined;

/** The ids of the path, noted for logs and traces. @throws {Refusal} 404 for what can't be an id. */
function paramsOf({ method }: Route, { params }: Request, context: RequestContext): Record<string, string> {
  const { eventId, id: preOrderId, ...others } = params as Record<string, string>;
  if (eventId !== undefined) {
    // A PUT may create the event, so a malformed id is an error of the request.
    if (method === 'PUT') parse(id, eventId, 'eventId');
    else if (!isEventId(eventId)) throw new Refusal({ code: 'event_not_found' });
    context.eventId = eventId;
    return { ...others, eventId };
  }
  if (preOrderId !== undefined) {
    if (!isUuid(preOrderId)) throw new Refusal({ code: 'pre_order_not_found' });
    context.preOrderId = preOrderId.toLowerCase();
    return { ...others, id: context.preOrderId };
  }
  return others;
}

/** @returns reads and validates the headers that a schema names. */
function headerReader(schema: z.ZodObject): (request: Request) => unknown {
  const names = Object.keys(schema.shape).map((name) => [name, name.toLowerCase()] as const);
  return ({ headers }) => {
    const values: Record<string, unknown> = {};
    for (const [name, key] of names) values[name] = headers[key];
    return parse(schema, values);
  };
}
