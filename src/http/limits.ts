import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import { Problem } from './problems';
import { bearer, findBuyer } from './session';
import type { Secrets } from './signing';

/** The most requests in a time; 0 means no limit. */
export interface RateLimits {
  /** Requests of one session in ten seconds. */
  session: number;
  /** Requests without a session from one address in ten seconds. Many people may share an address. */
  address: number;
  /** New sessions from one address in a minute. */
  newSessions: number;
  /** Wrong admin tokens from one address in a minute. */
  wrongTokens: number;
}

export const NO_LIMITS: RateLimits = { session: 0, address: 0, newSessions: 0, wrongTokens: 0 };

const TEN_SECONDS_MS = 10_000;
const MINUTE_MS = 60_000;

const pass: RequestHandler = (_request, _response, next) => next();

/**
 * Answers 429 `too_many_requests` beyond the limits, before any other work. Each process counts for itself, in memory:
 * a count shared by replicas would cost every request a round trip.
 */
export function createLimits(limits: RateLimits, secrets: Secrets) {
  const bySession = limiter(limits.session, TEN_SECONDS_MS, {
    keyGenerator: (request) => findBuyer(request, secrets) ?? '',
  });
  const byAddress = limiter(limits.address, TEN_SECONDS_MS);
  const requests: RequestHandler = (request, response, next) => {
    // A forged session counts as none, so forging evades no limit and fills no memory.
    const limit = findBuyer(request, secrets) === undefined ? byAddress : bySession;
    limit(request, response, next);
  };
  return {
    /** For every request: by session, or by address without one. */
    requests,

    /** For what creates a session: the route, and the first page that a browser loads. */
    newSessions: limiter(limits.newSessions, MINUTE_MS, {
      skip: (request) => request.method !== 'POST' && findBuyer(request, secrets) !== undefined,
    }),

    /** For the operator's routes: counts answers with 403, except those to a signed-in operator. */
    wrongTokens: limiter(limits.wrongTokens, MINUTE_MS, {
      skip: (request) => bearer(request) === undefined && !isSignIn(request),
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_request, response) => response.statusCode !== 403,
    }),
  };
}

const isSignIn = (request: Request) => request.method === 'POST' && request.path === '/session';

/** Counts by address unless `options` say otherwise. An IPv6 network counts as one address, since one customer has all of it. */
function limiter(limit: number, windowMs: number, options: Partial<Options> = {}): RequestHandler {
  if (limit === 0) return pass;
  return rateLimit({
    ...{ limit, windowMs, standardHeaders: false, legacyHeaders: false, validate: false },
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    handler: (request, _response, next) => next(tooManyRequests(request, windowMs)),
    ...options,
  });
}

function tooManyRequests(request: Request, windowMs: number): Problem {
  const { rateLimit: count } = request as Request & { rateLimit?: { resetTime?: Date } };
  const leftMs = (count?.resetTime?.getTime() ?? 0) - Date.now();
  // Never longer than the window, even if this machine's clock jumps.
  const seconds = Math.ceil(Math.min(Math.max(leftMs, 1), windowMs) / 1_000);
  const detail = `Too many requests. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return new Problem('too_many_requests', detail, { headers: { 'Retry-After': String(seconds) } });
}
