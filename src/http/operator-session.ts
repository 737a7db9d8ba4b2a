import { createHmac } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import { nameToSet, ownNames, readCookie } from './cookies';
import { signed, verified, type Secrets } from './signing';

const OPERATOR_COOKIE = 'bilheteria_operator';
const HOUR_MS = 3_600_000;

export interface OperatorKeys {
  adminToken: string;
  sessionSecrets: Secrets;
}

/** Sent to the operator's routes only. */
const cookieOptions = (request: Request): CookieOptions => ({
  ...{ httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/api/admin' },
});

/**
 * Keeps a sign-in in the browser, out of reach of scripts: its id, and never a token.
 * @param withToken whether it was made with the admin token, and ends when that changes.
 */
export function setOperatorCookie(
  request: Request,
  response: Response,
  keys: OperatorKeys,
  { id, hours, withToken }: { id: string; hours: number; withToken: boolean },
): void {
  const secrets = withToken ? secretsOfToken(keys) : ownSecrets(keys);
  response.cookie(nameToSet(request, OPERATOR_COOKIE, allSecrets(keys)), signed(id, secrets), {
    ...cookieOptions(request),
    ...{ maxAge: hours * HOUR_MS, encode: String },
  });
}

/** Deletes the cookies of sign-ins, under each name that they have. */
export function clearOperatorCookie(request: Request, response: Response, keys: OperatorKeys): void {
  const own = ownNames(request, OPERATOR_COOKIE, allSecrets(keys));
  for (const name of own.length > 0 ? own : [OPERATOR_COOKIE])
    response.clearCookie(name, cookieOptions(request));
}

/** The ids of the sign-ins whose cookies the browser sent. Whether they have ended, the database knows. */
export function operatorSessionIds(request: Request, keys: OperatorKeys): string[] {
  const ids: string[] = [];
  const secrets = allSecrets(keys);
  readCookie(request, OPERATOR_COOKIE, (cookie) => {
    const id = verified(cookie, secrets);
    if (id !== undefined) ids.push(id);
    return undefined;
  });
  return ids;
}

/** Not the secrets of the buyers' cookies. */
const ownSecrets = ({ sessionSecrets }: OperatorKeys) => derived(sessionSecrets, 'sign-in of an operator');
const secretsOfToken = ({ adminToken, sessionSecrets }: OperatorKeys) =>
  derived(sessionSecrets, `sign-in with the admin token ${adminToken}`);
const allSecrets = (keys: OperatorKeys): Secrets => [...ownSecrets(keys), ...secretsOfToken(keys)];

function derived([first, ...others]: Secrets, purpose: string): Secrets {
  const derive = (secret: string) => createHmac('sha256', secret).update(purpose).digest('hex');
  return [derive(first), ...others.map(derive)];
}
