import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import { Problem } from './problems';
import { bearer, cookieOf } from './session';
import { signed, verified, type Secrets } from './signing';

export const OPERATOR_COOKIE = 'bilheteria_operator';

/** How long a sign-in lasts, in milliseconds: a working day. */
const SIGN_IN_MS = 12 * 3_600_000;

/** What an action is recorded under without a name. */
const NAMELESS = 'token';

export interface OperatorKeys {
  adminToken: string;
  sessionSecrets: Secrets;
}

/** Sent to the operator's routes only. */
const cookieOptions = (request: Request): CookieOptions => ({
  ...{ httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/api/admin' },
});

/** Keeps the sign-in in the browser, out of reach of scripts: a name and an expiry, never the token itself. */
export function signIn(request: Request, response: Response, keys: OperatorKeys, name?: string): void {
  const session = JSON.stringify({ name: name ?? NAMELESS, until: Date.now() + SIGN_IN_MS });
  const value = signed(Buffer.from(session).toString('base64url'), secretsOf(keys));
  response.cookie(OPERATOR_COOKIE, value, {
    ...cookieOptions(request),
    ...{ maxAge: SIGN_IN_MS, encode: String },
  });
}

export function signOut(request: Request, response: Response): void {
  response.clearCookie(OPERATOR_COOKIE, cookieOptions(request));
}

/** @throws {Problem} 403 `forbidden` for anything but the admin token. */
export function requireToken(token: string, adminToken: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(token), digest(adminToken)))
    throw new Problem('forbidden', 'Wrong admin token.');
}

/**
 * The name of the operator who makes the request, with the admin token as a bearer token or with the cookie of a
 * sign-in.
 * @throws {Problem} 401 `unauthenticated` without either; 403 `forbidden` for a wrong token or another site.
 */
export function operatorOf(request: Request, keys: OperatorKeys): string {
  const token = bearer(request);
  if (token) {
    requireToken(token, keys.adminToken);
    return NAMELESS;
  }
  const name = signedInName(request, keys);
  if (name === undefined)
    throw new Problem('unauthenticated', 'Sign in, or send the admin token as a bearer token.');
  requireSameOrigin(request);
  return name;
}

/** The name of a sign-in that hasn't expired. */
function signedInName(request: Request, keys: OperatorKeys): string | undefined {
  const value = verified(cookieOf(request, OPERATOR_COOKIE) ?? '', secretsOf(keys));
  if (!value) return undefined;
  // The signature proves that signIn wrote it.
  const { name, until } = JSON.parse(Buffer.from(value, 'base64url').toString()) as {
    name: string;
    until: number;
  };
  return Date.now() < until ? name : undefined;
}

/** Not the secrets of the buyers' cookies. A new admin token ends every sign-in. */
function secretsOf({ adminToken, sessionSecrets }: OperatorKeys): Secrets {
  const secretOf = (secret: string) =>
    createHmac('sha256', secret).update(`operator ${adminToken}`).digest('hex');
  const [first, ...others] = sessionSecrets;
  return [secretOf(first), ...others.map(secretOf)];
}

/**
 * A browser sends cookies with requests that another site triggers, so changes are accepted from our own pages only.
 * @throws {Problem} 403 `forbidden` for a change that doesn't prove to come from our own pages.
 */
export function requireSameOrigin(request: Request): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  const site = request.get('sec-fetch-site');
  // A proxy may change the scheme and the port, but it passes on the host.
  const same =
    site === undefined ? hostOf(request.get('origin')) === request.get('host') : site === 'same-origin';
  if (!same) throw new Problem('forbidden', 'A sign-in can only be used from our own pages.');
}

const hostOf = (origin = '') => (URL.canParse(origin) ? new URL(origin).host : undefined);
