import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { PreOrder } from '../domain/pre-order';

/** A request that is over, by what may be said of it to everybody: ids are opaque. */
export interface Answered {
  requestId: string;
  method: string;
  /** The pattern, such as `/api/pre-orders/:id`; `none` where no route took it. */
  route: string;
  status: number;
  /** From its head until the last byte was handed over, in milliseconds. */
  ms: number;
  /** The client was gone before the answer was. */
  aborted: boolean;
  eventId: string | undefined;
  preOrderId: string | undefined;
}

export interface Observers {
  onAnswered(answered: Answered): void;
  /** The answer to a request for tickets has just been written. */
  onHoldTold(preOrder: PreOrder): void;
}

/** What others may call their request: short, and nothing that could be taken for another line or field of a log. */
const GIVEN_ID = /^[\w.:=+/-]{1,128}$/;

/** Gives each request an id, its own where that is well-formed, answers with it, and tells of its end. */
export function observe({ onAnswered }: Observers): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const began = performance.now();
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID();
    response.setHeader('X-Request-Id', requestId);
    response.locals['requestId'] = requestId;
    response.on('close', () => {
      const { eventId, preOrderId } = aboutOf(response);
      const ms = performance.now() - began;
      const aborted = !response.writableFinished;
      const { method } = request;
      const route = routeOf(request);
      // Field by field: this is done for every request, and spreading costs more than all else here.
      onAnswered({ requestId, method, route, status: response.statusCode, ms, aborted, eventId, preOrderId });
    });
    next();
  };
}

export interface About {
  requestId?: string | undefined;
  eventId?: string | undefined;
  preOrderId?: string | undefined;
}

/** What is known of a request while it is answered; the routes add what they find out. */
export const aboutOf = (response: Response): About => response.locals as About;

/** The pattern of the route that took a request, such as `/api/pre-orders/:id`; `none` where none did. */
export function routeOf(request: Request): string {
  const pattern = (request.route as { path?: unknown } | undefined)?.path;
  if (typeof pattern !== 'string') return 'none';
  // Where a handler threw, Express has forgotten by now under which path its router is mounted; ours is the only one.
  const mounted = request.originalUrl.startsWith('/api/') && !pattern.startsWith('/api/');
  return mounted ? `/api${pattern}` : pattern;
}
