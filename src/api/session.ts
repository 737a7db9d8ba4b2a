import { randomUUID, timingSafeEqual, createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { sign, unsign } from 'cookie-signature';
import { Problem } from './problems';
import { isUuid } from './schemas';

export const COOKIE = 'bilheteria_session';

/** A new buyer: an opaque id and the token that proves it. */
export function newSession(secret: string): { buyerId: string; token: string } {
  const buyerId = randomUUID();
  return { buyerId, token: sign(buyerId, secret) };
}

const bearer = (request: Request) => /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];

/**
 * Who asks, from the bearer token or the cookie.
 * @throws {Problem} 401 `unauthenticated`.
 */
export function buyerOf(request: Request, secret: string): string {
  const cookie = (request.get('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`));
  const token = bearer(request) ?? cookie?.slice(COOKIE.length + 1);
  const buyerId = token ? unsign(token, secret) : false;
  if (!buyerId || !isUuid(buyerId))
    throw new Problem(401, 'unauthenticated', 'Get a session: POST /api/session.');
  return buyerId;
}

/** Lets only the operator through. */
export function requireAdmin(adminToken: string): RequestHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return (request, _response, next) => {
    const token = bearer(request);
    if (!token) throw new Problem(401, 'unauthenticated', 'This needs the admin token as a bearer token.');
    if (!timingSafeEqual(digest(token), digest(adminToken)))
      throw new Problem(403, 'forbidden', 'Wrong admin token.');
    next();
  };
}
