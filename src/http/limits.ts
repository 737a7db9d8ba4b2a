import type { Request, RequestHandler, Response } from 'express';
import { createCounter, networkOf } from './counter';
import { Problem } from './problems';
import type { Sessions } from './session';

/** The most in a time; 0 means no limit. */
export interface RateLimits {
  /** Requests of one session in ten seconds. */
  session: number;
  /** Requests without a session from one address in ten seconds. Many people may share an address. */
  address: number;
  /** New sessions from one address in a minute. */
  newSessions: number;
  /** Codes that are asked for from one address in a minute. Their mails wait in one line with everybody's. */
  codes: number;
  /** Wrong admin tokens from one address in a minute. */
  wrongTokens: number;
  /** Streams of one session that are open at the same time. */
  sessionStreams: number;
  /** The same from one address. */
  addressStreams: number;
}

export const NO_LIMITS: RateLimits = {
  ...{ session: 0, address: 0, newSessions: 0, codes: 0, wrongTokens: 0 },
  ...{ sessionStreams: 0, addressStreams: 0 },
};

const TEN_SECONDS_MS = 10_000;
const MINUTE_MS = 60_000;

/** A client without room for another stream may try again then, in seconds. */
const STREAM_RETRY_SECONDS = 10;

export type Limits = ReturnType<typeof createLimits>;

/**
 * Each of these throws 429 `too_many_requests` beyond its limit. They are called by the routes that they protect, so no
 * spelling of a path evades them. Each process counts for itself, in memory: a count shared by replicas would cost every
 * request a round trip.
 */
export function createLimits(limits: RateLimits, sessions: Pick<Sessions, 'find'>) {
  const bySession = limiter(limits.session, TEN_SECONDS_MS);
  const byAddress = limiter(limits.address, TEN_SECONDS_MS);
  const newSessions = limiter(limits.newSessions, MINUTE_MS);
  const codes = limiter(limits.codes, MINUTE_MS);
  const wrongTokens = limiter(limits.wrongTokens, MINUTE_MS);
  const streamsOfSession = places(limits.sessionStreams);
  const streamsOfAddress = places(limits.addressStreams);

  /** Counts work of this cost, in ordinary requests: by session, or by address without one. */
  function charge(request: Request, cost: number): void {
    const buyerId = sessions.find(request)?.buyerId;
    // A forged session counts as none, so forging evades no limit and fills no memory.
    if (buyerId === undefined) byAddress(addressOf(request), cost);
    else bySession(buyerId, cost);
  }

  return {
    charge,
    /** For every request, before any other work. What a route costs beyond that it charges itself. */
    requests: ((request, _response, next) => {
      charge(request, 1);
      next();
    }) satisfies RequestHandler,
    /** For a session that is about to be created. */
    newSession: (request: Request) => newSessions(addressOf(request)),
    /** For a code that is about to be mailed. */
    code: (request: Request) => codes(addressOf(request)),
    /** For a wrong admin token. */
    wrongToken: (request: Request) => wrongTokens(addressOf(request)),
    /** For a stream that is about to open; it counts until it is closed. */
    stream(request: Request, response: Response): void {
      // The `close` event of a client that has left is over.
      if (response.destroyed) return;
      const buyerId = sessions.find(request)?.buyerId;
      if (buyerId !== undefined) streamsOfSession(buyerId, response);
      streamsOfAddress(addressOf(request), response);
    },
  };
}

const addressOf = (request: Request) => networkOf(request.ip);

const ignore = () => undefined;

function limiter(limit: number, windowMs: number): (key: string, cost?: number) => void {
  if (limit === 0) return ignore;
  const counter = createCounter(windowMs);
  return (key, cost) => {
    const { count, leftMs } = counter.add(key, cost);
    if (count > limit) throw tooManyRequests(Math.ceil(leftMs / 1_000));
  };
}

/** Counts what is open. The connection of one that is refused is closed, too: it would stay open for nothing. */
function places(limit: number): (key: string, response: Response) => void {
  if (limit === 0) return ignore;
  const open = new Map<string, number>();
  return (key, response) => {
    const count = open.get(key) ?? 0;
    if (count >= limit) throw tooManyRequests(STREAM_RETRY_SECONDS, { Connection: 'close' });
    open.set(key, count + 1);
    response.once('close', () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    });
  };
}

function tooManyRequests(seconds: number, headers = {}): Problem {
  const detail = `Too many requests. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return new Problem('too_many_requests', detail, {
    headers: { 'Retry-After': String(seconds), ...headers },
  });
}
