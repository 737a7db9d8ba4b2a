import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { Problem } from './problems';
import { bearer, cookieOf } from './session';
import { signed, verified, type Secrets } from './signing';

export const OPERATOR_COOKIE = 'bilheteria_operator';

/** The routes that the cookie is sent to, and no others. */
const PATH = '/api/admin';

/** How long a sign-in lasts, in milliseconds: a working day. */
const LASTS_MS = 12 * 3_600_000;

/** What an action is recorded under where no name was given. */
const NAMELESS = 'token';

export interface OperatorKeys {
  adminToken: string;
  sessionSecrets: Secrets;
}

/** Who is behind an admin request, once `requireAdmin` has let it through. */
export const operatorOf = (response: Response) => String(response.locals['operator']);

/** Keeps the sign-in in the browser, out of reach for scripts: a name and an end, never the token itself. */
export function signIn(request: Request, response: Response, keys: OperatorKeys, name?: string): void {
  const session = JSON.stringify({ name: name ?? NAMELESS, until: Date.now() + LASTS_MS });
  const value = signed(Buffer.from(session).toString('base64url'), secretsOf(keys));
  response.cookie(OPERATOR_COOKIE, value, {
    ...{ httpOnly: true, sameSite: 'strict', secure: request.secure, path: PATH },
    ...{ maxAge: LASTS_MS, encode: String },
  });
}

export function signOut(request: Request, response: Response): void {
  response.clearCookie(OPERATOR_COOKIE, {
    ...{ httpOnly: true, sameSite: 'strict', secure: request.secure, path: PATH },
  });
}

/** @throws {Problem} 403 `forbidden` for any other than the admin token. */
export function requireToken(token: string, adminToken: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(token), digest(adminToken)))
    throw new Problem(403, 'forbidden', 'Wrong admin token.');
}

/** Lets only the operator through: by the admin token as a bearer, or by the cookie of a sign-in. */
export function requireAdmin(keys: OperatorKeys): RequestHandler {
  return (request, response, next) => {
    const token = bearer(request);
    if (token) {
      requireToken(token, keys.adminToken);
      response.locals['operator'] = NAMELESS;
    } else {
      const name = signedIn(request, keys);
      if (name === undefined)
        throw new Problem(
          401,
          'unauthenticated',
          'This needs the admin token as a bearer token, or a sign-in.',
        );
      requireSameOrigin(request);
      response.locals['operator'] = name;
    }
    next();
  };
}

/** The name of a sign-in that hasn't ended. */
function signedIn(request: Request, keys: OperatorKeys): string | undefined {
  const value = verified(cookieOf(request, OPERATOR_COOKIE) ?? '', secretsOf(keys));
  if (!value) return undefined;
  // Nobody else can have signed it, so it is what signIn wrote.
  const { name, until } = JSON.parse(Buffer.from(value, 'base64url').toString()) as {
    name: string;
    until: number;
  };
  return Date.now() < until ? name : undefined;
}

/** Other secrets than those of the buyers' cookies; a new admin token ends all sign-ins. */
function secretsOf({ adminToken, sessionSecrets }: OperatorKeys): Secrets {
  const secretOf = (secret: string) =>
    createHmac('sha256', secret).update(`operator ${adminToken}`).digest('hex');
  const [first, ...others] = sessionSecrets;
  return [secretOf(first), ...others.map(secretOf)];
}

/**
 * A browser sends cookies along with what another site makes it ask; only our own pages may act with them.
 * @throws {Problem} 403 `forbidden` where a changing request doesn't say that it comes from us.
 */
export function requireSameOrigin(request: Request): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  const site = request.get('sec-fetch-site');
  // Scheme and port of a proxy in front may differ from ours, the host that it passes on doesn't.
  const same =
    site === undefined ? hostOf(request.get('origin')) === request.get('host') : site === 'same-origin';
  if (!same) throw new Problem(403, 'forbidden', 'Only our own pages may act with a sign-in.');
}

const hostOf = (origin = '') => (URL.canParse(origin) ? new URL(origin).host : undefined);
