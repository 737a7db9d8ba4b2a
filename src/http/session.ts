import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { Problem } from './problems';
import { isUuid } from './schemas';
import { signed, verified, type Secrets } from './signing';

export const COOKIE = 'bilheteria_session';

/** A new buyer: an opaque id and the token that proves it. */
export function newSession(secrets: Secrets): { buyerId: string; token: string } {
  const buyerId = randomUUID();
  return { buyerId, token: signed(buyerId, secrets) };
}

/** The bearer token of a request. */
export const bearer = (request: Request) => /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];

/** A cookie of a request as it was sent; its value is not to be trusted. */
export const cookieOf = (request: Request, name: string) =>
  (request.get('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/**
 * Who asks, from the bearer token or the cookie.
 * @throws {Problem} 401 `unauthenticated`.
 */
export function buyerOf(request: Request, secrets: Secrets): string {
  const buyerId = findBuyer(request, secrets);
  if (!buyerId) throw new Problem(401, 'unauthenticated', 'Get a session: POST /api/session.');
  return buyerId;
}

/**
 * A session for whoever has none yet: a browser's first page load makes it by itself.
 * @returns who it is that was here before; undefined for a new one, who can have nothing yet.
 */
export function ensureSession(request: Request, response: Response, secrets: Secrets): string | undefined {
  const buyerId = findBuyer(request, secrets);
  if (!buyerId) setSession(request, response, newSession(secrets).token);
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

/** Who was found, and by which secrets, so that a request's signature is checked once. */
const found = new WeakMap<Request, { secrets: Secrets; buyerId: string | undefined }>();

/** Who asks, if it is a session of ours. */
export function findBuyer(request: Request, secrets: Secrets): string | undefined {
  const before = found.get(request);
  if (before?.secrets === secrets) return before.buyerId;
  const token = bearer(request) ?? cookieOf(request, COOKIE);
  const signedId = token ? verified(token, secrets) : undefined;
  const buyerId = signedId && isUuid(signedId) ? signedId : undefined;
  found.set(request, { secrets, buyerId });
  return buyerId;
}
