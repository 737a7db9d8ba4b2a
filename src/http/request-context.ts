import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { PreOrder } from '../domain/pre-order';

/** What is known of a request while it is answered. All ids are opaque, so they may appear in logs and traces. */
export interface RequestContext {
  requestId?: string | undefined;
  eventId?: string | undefined;
  preOrderId?: string | undefined;
}

/** A request that has ended. */
export interface Answered extends RequestContext {
  requestId: string;
  method: string;
  /** The pattern, such as `/api/pre-orders/:id`; `none` if no route matched. */
  route: string;
  status: number;
  /** From the first byte of the request to the last byte of the answer, in milliseconds. */
  ms: number;
  /** The client left before the answer was complete. */
  aborted: boolean;
}

/** The routes that monitoring asks. Their answers are about the process, and no buyer gets them. */
export const PROBES: readonly string[] = ['/api/live', '/api/ready'];

export interface Observers {
  onAnswered(answered: Answered): void;
  /** A request for tickets is being answered with a hold that was confirmed while it waited. */
  onHoldTold(preOrder: PreOrder): void;
}

/** A request id that a client may choose: short, and unable to forge another line or field of a log. */
const CLIENT_REQUEST_ID = /^[\w.:=+/-]{1,128}$/;

/** Gives each request an id, or keeps the client's if it is well-formed, and reports the end of the request. */
export function observe({ onAnswered }: Observers): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && CLIENT_REQUEST_ID.test(given) ? given : randomUUID();
    response.setHeader('X-Request-Id', requestId);
    contextOf(response).requestId = requestId;
    response.on('close', () => {
      const { eventId, preOrderId } = contextOf(response);
      const ms = performance.now() - startedAt;
      const aborted = !response.writableFinished;
      const { method } = request;
      const route = routeOf(request);
      // No object spread: this runs for every request, and spreading would cost more than the rest of it.
      onAnswered({ requestId, method, route, status: response.statusCode, ms, aborted, eventId, preOrderId });
    });
    next();
  };
}

export const contextOf = (response: Response): RequestContext => response.locals as RequestContext;

/** The pattern of the route that matched, such as `/api/pre-orders/:id`; `none` if no route did. */
export function routeOf(request: Request): string {
  const pattern = (request.route as { path?: unknown } | undefined)?.path;
  return typeof pattern === 'string' ? pattern : 'none';
}
