import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import { nameToSet, ownNames, readCookie } from './cookies';
import type { Limits } from './limits';
import { requireOwnPage } from './origin';
import { Problem } from './problems';
import { bearer } from './session';
import { signed, verified, type Secrets } from './signing';

const OPERATOR_COOKIE = 'bilheteria_operator';

/** How long a sign-in lasts, in milliseconds: a working day. */
const SIGN_IN_MS = 12 * 3_600_000;

/** What an action is recorded under without a name. */
const NAMELESS = 'token';

export interface OperatorKeys {
  adminToken: string;
  sessionSecrets: Secrets;
  limits: Pick<Limits, 'wrongToken'>;
  /** The address that browsers use, if the requests don't tell. */
  publicUrl?: string | undefined;
}

/** Sent to the operator's routes only. */
const cookieOptions = (request: Request): CookieOptions => ({
  ...{ httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/api/admin' },
});

/** Keeps the sign-in in the browser, out of reach of scripts: a name and an expiry, never the token itself. */
export function signIn(request: Request, response: Response, keys: OperatorKeys, name?: string): void {
  const secrets = secretsOf(keys);
  const session = JSON.stringify({ name: name ?? NAMELESS, until: Date.now() + SIGN_IN_MS });
  response.cookie(
    nameToSet(request, OPERATOR_COOKIE, secrets),
    signed(Buffer.from(session).toString('base64url'), secrets),
    { ...cookieOptions(request), maxAge: SIGN_IN_MS, encode: String },
  );
}

export function signOut(request: Request, response: Response, keys: OperatorKeys): void {
  const own = ownNames(request, OPERATOR_COOKIE, secretsOf(keys));
  for (const name of own.length > 0 ? own : [OPERATOR_COOKIE])
    response.clearCookie(name, cookieOptions(request));
}

/**
 * The right token passes however many wrong ones came from the same address.
 * @throws {Problem} 403 `forbidden` for anything but the admin token; 429 beyond the limit on wrong ones.
 */
export function requireToken(request: Request, token: string, { adminToken, limits }: OperatorKeys): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (timingSafeEqual(digest(token), digest(adminToken))) return;
  limits.wrongToken(request);
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
    requireToken(request, token, keys);
    return NAMELESS;
  }
  const name = signedInName(request, keys);
  if (name === undefined)
    throw new Problem('unauthenticated', 'Sign in, or send the admin token as a bearer token.');
  requireOwnPage(request, keys.publicUrl);
  return name;
}

/** The name of a sign-in that hasn't expired. */
function signedInName(request: Request, keys: OperatorKeys): string | undefined {
  const secrets = secretsOf(keys);
  return readCookie(request, OPERATOR_COOKIE, (cookie) => {
    const value = verified(cookie, secrets);
    if (!value) return undefined;
    // The signature proves that signIn wrote it.
    const { name, until } = JSON.parse(Buffer.from(value, 'base64url').toString()) as {
      name: string;
      until: number;
    };
    return Date.now() < until ? name : undefined;
  });
}

/** Not the secrets of the buyers' cookies. A new admin token ends every sign-in. */
function secretsOf({ adminToken, sessionSecrets }: OperatorKeys): Secrets {
  const secretOf = (secret: string) =>
    createHmac('sha256', secret).update(`operator ${adminToken}`).digest('hex');
  const [first, ...others] = sessionSecrets;
  return [secretOf(first), ...others.map(secretOf)];
}
