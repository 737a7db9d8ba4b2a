import type { ErrorRequestHandler, Request, Response } from 'express';
import { Refusal, type RefusalCode, type RefusalReason } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import { BadSignature, ProviderUnavailable } from '../payments/provider';
import { contextOf, type RequestContext } from './request-context';

/** Every stable code, with its HTTP status. */
export const STATUS = {
  event_not_found: 404,
  event_exists: 412,
  event_changed: 412,
  currency_fixed: 409,
  payment_fixed: 409,
  not_payable: 400,
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
  already_paid: 409,
  too_many_attempts: 409,
  method_required: 400,
  checkout_not_allowed: 403,
  nothing_to_refund: 409,
  not_refundable: 409,
  ticket_not_found: 404,
  task_not_found: 404,
  ticket_type_in_use: 409,
  event_final: 409,
  event_not_over: 409,
  session_ended: 401,
  sign_in_required: 403,
  session_not_found: 404,
  sign_in_not_found: 404,
  wrong_code: 401,
  code_expired: 410,
  sign_in_again: 403,
  payment_open: 409,
  proof_required: 428,
  passkey_refused: 401,
  passkey_not_found: 404,
  too_many_passkeys: 409,
  passkeys_unavailable: 409,
  provider_not_found: 404,
  not_allowed: 403,
  operator_not_found: 404,
  token_not_found: 404,
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  too_many_requests: 429,
  internal_error: 500,
  unavailable: 503,
  bad_signature: 400,
} as const satisfies Record<RefusalCode, number> & Record<string, number>;

export type ProblemCode = keyof typeof STATUS;

/** The members that every problem has or that RFC 9457 defines. */
const STANDARD_MEMBERS = ['type', 'title', 'status', 'code', 'detail', 'instance'] as const;

/** What a problem tells besides. No member can have the name of a standard one. */
export type ProblemMembers = Record<string, unknown> &
  Partial<Record<(typeof STANDARD_MEMBERS)[number], never>>;

/** An answer that isn't a success, in the form of RFC 9457, with a stable code. */
export class Problem extends Error {
  /**
   * @param detail a sentence for people, which says what to do.
   * @param more `members` of the body besides the standard ones, `headers`, and the `status` if it isn't the code's usual one.
   */
  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly more: { status?: number; members?: ProblemMembers; headers?: Record<string, string> } = {},
  ) {
    super(detail);
  }
}

/** A request that can't be understood, with the path and the reason of each error. */
export function invalid(errors: { path: string; message: string }[], status = 400): Problem {
  return new Problem('invalid_request', 'Invalid request. See `errors`.', { status, members: { errors } });
}

const TOO_OFTEN = {
  give_backs: 'You released tickets several times.',
  codes: 'Too many codes were asked for.',
};

function tooOften({ of, retryAfterSeconds }: Extract<RefusalReason, { code: 'too_many_requests' }>): Problem {
  const minutes = Math.ceil(retryAfterSeconds / 60);
  const wait =
    retryAfterSeconds < 120
      ? `${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}`
      : `${minutes} minutes`;
  return new Problem('too_many_requests', `${TOO_OFTEN[of]} Try again in ${wait}.`, {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) {
    const { code, ...members } = error.reason;
    if (code === 'unknown_ticket_type') return invalid([{ path: 'items', message: error.message }]);
    if (code === 'method_required') return invalid([{ path: 'method', message: 'must be card or pix' }]);
    if (error.reason.code === 'not_payable')
      return invalid([{ path: error.reason.path, message: error.reason.why }]);
    if (error.reason.code === 'too_many_requests') return tooOften(error.reason);
    return new Problem(code, error.message, {
      members,
      ...(code === 'not_held' && { headers: { 'Retry-After': '1' } }),
    });
  }
  if (error instanceof BadSignature) return new Problem('bad_signature', 'The signature is not valid.');
  if (error instanceof Unavailable || error instanceof ProviderUnavailable)
    return new Problem('unavailable', 'The service is temporarily unavailable. Try again in 2 seconds.', {
      headers: { 'Retry-After': '2' },
    });
  // The body parser and the router throw errors with a status.
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500)
    return invalid([{ path: '', message: (error as Error).message }], status);
  return new Problem('internal_error', 'Something went wrong on our side.');
}

/** The body of a problem, as RFC 9457 has it. */
export function problemBody(
  status: number,
  code: ProblemCode,
  detail: string,
  members: ProblemMembers = {},
): string {
  const title = code.replaceAll('_', ' ');
  // Some members come from the database, where no compiler has seen their names.
  const own = Object.entries(members).filter(([name]) => !STANDARD_MEMBERS.some((one) => one === name));
  return JSON.stringify({ type: 'about:blank', title, status, code, detail, ...Object.fromEntries(own) });
}

/** Answers a browser with a page about a problem. */
export type SendProblemPage = (request: Request, response: Response, status: number) => void;

/** Whether a person has opened an address that isn't the API's, in a browser. Clients that take anything get JSON. */
const wantsPage = (request: Request) =>
  request.method === 'GET' &&
  !/^\/api(\/|$)/i.test(request.path) &&
  request.accepts(['application/problem+json', 'html']) === 'html';

/** The one place that turns errors into HTTP. */
export function problemHandler(
  onBug: (error: unknown, context: RequestContext) => void,
  sendPage?: SendProblemPage,
): ErrorRequestHandler {
  return (error: unknown, request, response: Response, next) => {
    const { code, message, more } = toProblem(error);
    const { status = STATUS[code], members, headers = {} } = more;
    if (status === 500) onBug(error, contextOf(response));
    if (response.headersSent) {
      next(error);
      return;
    }
    response.status(status).set(headers);
    if (sendPage) {
      response.vary('Accept');
      if (wantsPage(request)) {
        sendPage(request, response, status);
        return;
      }
    }
    response.type('application/problem+json').send(problemBody(status, code, message, members));
  };
}
