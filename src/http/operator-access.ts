import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Accounts } from '../accounts';
import { Refusal } from '../domain/refusal';
import { mayDo, type Operator } from '../domain/roles';
import type { Limits } from './limits';
import { operatorSessionIds, type OperatorKeys } from './operator-session';
import { requireOwnPage } from './origin';
import { Problem } from './problems';
import type { RouteRole } from './route';
import { bearer } from './session';

/** What an action is recorded under without a name. */
export const NAMELESS = 'token';

export interface OperatorDependencies extends OperatorKeys {
  accounts: Pick<Accounts, 'operators' | 'serviceTokens'>;
  limits: Pick<Limits, 'wrongToken'>;
  /** The address that browsers use, if the requests don't tell. */
  publicUrl?: string | undefined;
}

/**
 * Who makes an operator's request: with the admin token or a service's as a bearer token, or with the cookie of a sign-in.
 * @throws {Problem} 401 `unauthenticated` without any; 403 `forbidden` for a wrong token or another site.
 * @throws {Refusal} `not_allowed` without the role.
 */
export async function requireOperator(
  request: Request,
  role: RouteRole,
  deps: OperatorDependencies,
): Promise<Operator> {
  const operator = await operatorOf(request, deps);
  const { eventId } = request.params as { eventId?: string };
  if (role !== 'any' && !mayDo(operator, role, eventId))
    throw new Refusal({ code: 'not_allowed', needs: role });
  return operator;
}

async function operatorOf(request: Request, deps: OperatorDependencies): Promise<Operator> {
  const token = bearer(request);
  if (token !== undefined) {
    if (isAdminToken(token, deps)) return { name: NAMELESS, role: 'admin' };
    return (await deps.accounts.serviceTokens.find(token)) ?? refuseToken(request, deps);
  }
  for (const id of operatorSessionIds(request, deps)) {
    const operator = await deps.accounts.operators.find(id);
    if (!operator) continue;
    requireOwnPage(request, deps.publicUrl);
    return operator;
  }
  throw new Problem('unauthenticated', 'Sign in, or send a token as a bearer token.');
}

/**
 * The right token passes however many wrong ones came from the same address.
 * @throws {Problem} 403 `forbidden` for anything but the admin token; 429 beyond the limit on wrong ones.
 */
export function requireAdminToken(request: Request, token: string, deps: OperatorDependencies): void {
  if (!isAdminToken(token, deps)) refuseToken(request, deps);
}

function isAdminToken(token: string, { adminToken }: OperatorKeys): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(adminToken));
}

function refuseToken(request: Request, { limits }: Pick<OperatorDependencies, 'limits'>): never {
  limits.wrongToken(request);
  throw new Problem('forbidden', 'Wrong token.');
}
