import { rateLimit, ipKeyGenerator, type Options } from 'express-rate-limit';
import type { Request, RequestHandler } from 'express';
import { Problem } from './problems';
import { bearer, findBuyer } from './session';
import type { Secrets } from './signing';

/** How often one may ask; 0 is without limit. */
export interface RateLimits {
  /** Requests of one session in ten seconds. */
  session: number;
  /** Requests without a session from one address in ten seconds: whole towns may share one. */
  address: number;
  /** New sessions for one address in a minute. */
  newSessions: number;
  /** Wrong admin tokens from one address in a minute. */
  wrongTokens: number;
}

export const NO_LIMITS: RateLimits = { session: 0, address: 0, newSessions: 0, wrongTokens: 0 };

const REQUESTS_MS = 10_000;
const MINUTE_MS = 60_000;

const pass: RequestHandler = (_request, _response, next) => next();

/**
 * Answers 429 `too_many_requests` to whoever asks too often, before anything else is done for them. Each process
 * counts by itself, in memory: a count that replicas share would cost every request a trip.
 */
export function createLimits(limits: RateLimits, secrets: Secrets) {
  const bySession = limiter(limits.session, REQUESTS_MS, {
    keyGenerator: (request) => findBuyer(request, secrets) ?? '',
  });
  const byAddress = limiter(limits.address, REQUESTS_MS);
  return {
    /** A session that is really ours counts by itself; a forged one is none, so it evades nothing and fills no memory. */
    requests: ((request, response, next) =>
      (findBuyer(request, secrets) === undefined ? byAddress : bySession)(
        request,
        response,
        next,
      )) satisfies RequestHandler,

    /** For what makes a session: the route, and a page for whoever has none yet. */
    newSessions: limiter(limits.newSessions, MINUTE_MS, {
      skip: (request) => request.method !== 'POST' && findBuyer(request, secrets) !== undefined,
    }),

    /** For the operator's routes: only 403 counts, and whoever is signed in isn't asked for a token. */
    wrongTokens: limiter(limits.wrongTokens, MINUTE_MS, {
      skip: (request) => bearer(request) === undefined && !isSignIn(request),
      skipSuccessfulRequests: true,
      requestWasSuccessful: (_request, response) => response.statusCode !== 403,
    }),
  };
}

const isSignIn = (request: Request) => request.method === 'POST' && request.path === '/session';

/** By address where not told otherwise; of IPv6 by network, since one customer has all of it. */
function limiter(limit: number, windowMs: number, options: Partial<Options> = {}): RequestHandler {
  if (limit === 0) return pass;
  return rateLimit({
    ...{ limit, windowMs, standardHeaders: false, legacyHeaders: false, validate: false },
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    handler: (request, _response, next) => {
      const { rateLimit: count } = request as Request & { rateLimit?: { resetTime?: Date } };
      const leftMs = (count?.resetTime?.getTime() ?? 0) - Date.now();
      // Never more than the window, whatever this machine's clock does.
      const seconds = Math.ceil(Math.min(Math.max(leftMs, 1), windowMs) / 1_000);
      next(
        new Problem(
          ...([
            429,
            'too_many_requests',
            'You ask too often; wait as long as Retry-After says.',
            {},
          ] as const),
          { 'Retry-After': String(seconds) },
        ),
      );
    },
    ...options,
  });
}
