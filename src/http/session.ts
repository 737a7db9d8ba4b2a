import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { Problem } from './problems';
import { signed, verified, type Secrets } from './signing';
import { isUuid } from './validate';

export const COOKIE = 'bilheteria_session';

/** A new buyer: an opaque id and the token that proves it. */
export function newSession(secrets: Secrets): { buyerId: string; token: string } {
  const buyerId = randomUUID();
  return { buyerId, token: signed(buyerId, secrets) };
}

/** The bearer token of a request. */
export const bearer = (request: Request) => /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];

/** A cookie as the client sent it. Don't trust its value. */
export const cookieOf = (request: Request, name: string) =>
  (request.get('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

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

/**
 * Starts a session unless the browser has one.
 * @returns the buyer who was there before; undefined for a new one, who owns nothing yet.
 */
export function ensureSession(request: Request, response: Response, secrets: Secrets): string | undefined {
  const buyerId = findBuyer(request, secrets);
  if (!buyerId) setSession(request, response, newSession(secrets).token);
  return buyerId;
}

/** Keeps the session in the browser, out of reach of scripts. */
export function setSession(request: Request, response: Response, token: string): void {
  response.cookie(COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    path: '/',
    // In milliseconds. Longer than the time between the announcement of any event and its sale.
    maxAge: 400 * 86_400_000,
    encode: String,
  });
}

/** The buyer of a request, kept so that its signature is verified once. */
const found = new WeakMap<Request, { secrets: Secrets; buyerId: string | undefined }>();

/** The buyer of a valid session; undefined without one. */
export function findBuyer(request: Request, secrets: Secrets): string | undefined {
  const before = found.get(request);
  if (before?.secrets === secrets) return before.buyerId;
  const token = bearer(request) ?? cookieOf(request, COOKIE);
  const signedId = token ? verified(token, secrets) : undefined;
  const buyerId = signedId && isUuid(signedId) ? signedId : undefined;
  found.set(request, { secrets, buyerId });
  return buyerId;
}
