import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { nameToSet, readCookie } from './cookies';
import { Problem } from './problems';
import { signed, verified, type Secrets } from './signing';
import { isUuid } from './validate';

const COOKIE = 'bilheteria_session';

/** A buyer: an opaque id and the token that proves it. */
export interface Session {
  buyerId: string;
  token: string;
}

export function newSession(secrets: Secrets): Session {
  const buyerId = randomUUID();
  return { buyerId, token: signed(buyerId, secrets) };
}

/** The bearer token of a request. */
export const bearer = (request: Request) => /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];

/**
 * The buyer who makes the request, by bearer token or cookie.
 * @throws {Problem} 401 `unauthenticated`.
 */
export function buyerOf(request: Request, secrets: Secrets): string {
  const buyerId = findBuyer(request, secrets);
  if (!buyerId)
    throw new Problem('unauthenticated', 'A session is required. Create one with POST /api/session.');
  return buyerId;
}

/** Keeps the session in the browser, out of reach of scripts. */
export function setSession(request: Request, response: Response, token: string, secrets: Secrets): void {
  response.cookie(nameToSet(request, COOKIE, secrets, true), token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    path: '/',
    // In milliseconds. Longer than the time between the announcement of any event and its sale.
    maxAge: 400 * 86_400_000,
    encode: String,
  });
}

/** The session of a request, kept so that its signature is verified once. */
const found = new WeakMap<Request, { secrets: Secrets; session: Session | undefined }>();

/** A valid session, by bearer token or by any cookie of ours that verifies; undefined without one. */
export function findSession(request: Request, secrets: Secrets): Session | undefined {
  const before = found.get(request);
  if (before?.secrets === secrets) return before.session;
  const read = (token: string) => {
    const buyerId = verified(token, secrets);
    return buyerId && isUuid(buyerId) ? { buyerId, token } : undefined;
  };
  const token = bearer(request);
  const session = token === undefined ? readCookie(request, COOKIE, read) : read(token);
  found.set(request, { secrets, session });
  return session;
}

/** The buyer of a valid session; undefined without one. */
export const findBuyer = (request: Request, secrets: Secrets) => findSession(request, secrets)?.buyerId;
