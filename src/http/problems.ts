import type { ErrorRequestHandler, Response } from 'express';
import { Refusal, type RefusalCode } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import { aboutOf, type About } from './observe';

/** An answer that isn't a success, as RFC 9457 says it, with our stable code. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly members: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
  }
}

export function invalid(errors: { path: string; message: string }[], status = 400): Problem {
  return new Problem(status, 'invalid_request', 'The request is not right; see errors.', { errors });
}

const STATUS: Record<RefusalCode, number> = {
  event_not_found: 404,
  event_exists: 412,
  unknown_ticket_type: 400,
  not_on_sale: 409,
  limit_reached: 409,
  sold_out: 409,
  already_in_line: 409,
  not_drawn: 404,
  draw_under_way: 409,
  draw_too_late: 409,
  idempotency_key_reused: 422,
  pre_order_not_found: 404,
  expired: 410,
  not_held: 409,
  already_sold: 409,
  ticket_type_in_use: 409,
  event_final: 409,
};

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) {
    const { code, ...members } = error.reason;
    if (code === 'unknown_ticket_type') return invalid([{ path: 'items', message: error.message }]);
    return new Problem(
      STATUS[code],
      code,
      error.message,
      members,
      code === 'not_held' ? { 'Retry-After': '1' } : {},
    );
  }
  if (error instanceof Unavailable) {
    const detail = 'We cannot answer right now. Nothing is lost; please try again.';
    return new Problem(503, 'unavailable', detail, {}, { 'Retry-After': '2' });
  }
  // Errors of the body parser and the router: a wrong request, told with its status.
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return invalid([{ path: '', message: (error as Error).message }], status);
  }
  return new Problem(500, 'internal_error', 'Something went wrong on our side.');
}

/** The one place that turns errors into HTTP. */
export function problemHandler(onBug: (error: unknown, about: About) => void): ErrorRequestHandler {
  return (error: unknown, _request, response: Response, next) => {
    const problem = toProblem(error);
    if (problem.status === 500) onBug(error, aboutOf(response));
    if (response.headersSent) {
      next(error);
      return;
    }
    response
      .status(problem.status)
      .set(problem.headers)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: problem.code.replaceAll('_', ' '),
          status: problem.status,
          code: problem.code,
          detail: problem.message,
          ...problem.members,
        }),
      );
  };
}
