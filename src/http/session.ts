import type { Request, Response } from 'express';
import { Refusal } from '../domain/refusal';
import { nameToSet, ownNames, readCookie } from './cookies';
import { Problem } from './problems';
import type { Secrets } from './signing';
import {
  ANONYMOUS_MS,
  isYoungEnough,
  knownSession,
  newSession,
  readToken,
  RENEW_MS,
  type Session,
} from './session-token';

export { newSession, type Session } from './session-token';

const COOKIE = 'bilheteria_session';

/** Which sessions have ended, as far as this process has heard. */
export interface EndedSessions {
  has(sessionId: string): boolean;
}

/** The bearer token of a request. */
export const bearer = (request: Request) => /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];

export type Sessions = ReturnType<typeof createSessions>;

/**
 * The sessions of buyers, by bearer token or by any cookie of ours that verifies.
 * @param onRenewed a session is in use whose cookie was a day old.
 */
export function createSessions(
  secrets: Secrets,
  ended: EndedSessions,
  onRenewed: (session: Session) => void = () => undefined,
) {
  /** Kept, so that a signature is verified once for each request. */
  const found = new WeakMap<Request, Session | undefined>();
  const read = (token: string) => readToken(token, secrets);
  /** Also one that has ended. */
  function presented(request: Request): Session | undefined {
    if (found.has(request)) return found.get(request);
    const token = bearer(request);
    const session = token === undefined ? readCookie(request, COOKIE, read, true) : read(token);
    found.set(request, session);
    return session;
  }
  const find = (request: Request): Session | undefined => {
    const session = presented(request);
    return session && !ended.has(session.sessionId) ? session : undefined;
  };
  /** Keeps the session in the browser, out of reach of scripts. */
  const set = (request: Request, response: Response, { token }: Session): void => {
    response.cookie(nameToSet(request, COOKIE, secrets, true), token, {
      ...{ httpOnly: true, sameSite: 'lax', secure: request.secure, path: '/' },
      ...{ maxAge: ANONYMOUS_MS, encode: String },
    });
  };

  /** Writes a cookie anew that is a day old. */
  const renew = (request: Request, response: Response, session: Session): void => {
    const { buyerId, sessionId, signedInAt, issuedAt } = session;
    if (signedInAt === undefined || issuedAt === undefined || Date.now() < issuedAt + RENEW_MS) return;
    // A program that sends its token keeps no cookies.
    if (bearer(request) !== undefined) return;
    set(request, response, knownSession({ buyerId, sessionId, signedInAt }, secrets));
    onRenewed(session);
  };

  return {
    /** Whether there is a valid session, also one that has ended. */
    isPresented: (request: Request) => presented(request) !== undefined,
    /** A valid session that hasn't ended; undefined without one. */
    find,
    /** The same for somebody who opens a page: the day of grace is for those whose page is open. */
    findForPage(request: Request, response: Response): Session | undefined {
      const session = find(request);
      if (!session || !isYoungEnough(session, 0)) return undefined;
      renew(request, response, session);
      return session;
    },
    /** @throws {Problem} 401 `unauthenticated`. @throws {Refusal} `session_ended`, unless `endedToo`. */
    require(request: Request, endedToo = false): Session {
      const session = presented(request);
      if (!session)
        throw new Problem('unauthenticated', 'A session is required. Create one with POST /api/session.');
      if (!endedToo && ended.has(session.sessionId)) throw new Refusal({ code: 'session_ended' });
      return session;
    },
    set,
    /** Begins an anonymous session in the browser. */
    begin(request: Request, response: Response): Session {
      const session = newSession(secrets);
      set(request, response, session);
      return session;
    },
    /** Begins the session of a buyer who has just signed in; their browser's cookie changes with it. */
    signIn(request: Request, response: Response, who: Parameters<typeof knownSession>[0]): Session {
      const session = knownSession(who, secrets);
      set(request, response, session);
      return session;
    },
    renew,
    /** Deletes the cookie, under each name that it has. */
    clear(request: Request, response: Response): void {
      for (const name of ownNames(request, COOKIE, secrets, true))
        response.clearCookie(name, {
          ...{ httpOnly: true, sameSite: 'lax', path: '/' },
          secure: request.secure,
        });
    },
  };
}
