import { randomUUID, timingSafeEqual, createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
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
  const buyerId = findBuyer(request, secret);
  if (!buyerId) throw new Problem(401, 'unauthenticated', 'Get a session: POST /api/session.');
  return buyerId;
}

/**
 * A session for whoever has none yet: a browser's first page load makes it by itself.
 * @returns who it is that was here before; undefined for a new one, who can have nothing yet.
 */
export function ensureSession(request: Request, response: Response, secret: string): string | undefined {
  const buyerId = findBuyer(request, secret);
  if (!buyerId) setSession(request, response, newSession(secret).token);
  return buyerId;
}

/** Keeps the session in the browser, out of reach for scripts. */
export function setSession(request: Request, response: Response, token: string): void {
  response.cookie(COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    path: '/',
    // Longer than any sale is announced before its opening, in milliseconds.
    maxAge: 400 * 86_400_000,
    encode: String,
  });
}

function findBuyer(request: Request, secret: string): string | undefined {
  const cookie = (request.get('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`));
  const token = bearer(request) ?? cookie?.slice(COOKIE.length + 1);
  const buyerId = token ? unsign(token, secret) : false;
  return buyerId && isUuid(buyerId) ? buyerId : undefined;
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
