import { SIGN_IN_HOURS } from '../../accounts/operators';
import { NAMELESS, requireAdminToken } from '../operator-access';
import { clearOperatorCookie, operatorSessionIds, setOperatorCookie } from '../operator-session';
import { requireOwnPage } from '../origin';
import type { RouteDependencies } from '../dependencies';
import { adminRoute, ok, publicRoute } from '../route';
import { operator, operatorSignIn } from '../schemas/operators';

export const adminSessionRoutes = (deps: RouteDependencies) => [
  publicRoute('signIn', 'POST /api/admin/session', {
    summary:
      "Signs an operator in, with a cookie of twelve hours: somebody who signed in as a buyer less than five minutes ago with an operator's address, or anybody with the admin token.",
    body: operatorSignIn,
    example: { token: '…', name: 'Maria' },
    answers: { 204: 'empty' },
    problems: ['unauthenticated', 'session_ended', 'sign_in_again', 'not_allowed'],
    async handle({ body: { token, name }, request, response }) {
      const { operators } = deps.accounts;
      const before = operatorSessionIds(request, deps);
      const withToken = token !== undefined;
      if (withToken) requireAdminToken(request, token, deps);
      const id = withToken
        ? await operators.signInWithToken(name ?? NAMELESS)
        : await operators.signIn(deps.sessions.require(request));
      await operators.signOut(before);
      setOperatorCookie(request, response, deps, { id, hours: SIGN_IN_HOURS, withToken });
      return { status: 204 };
    },
  }),
  adminRoute('getOperator', 'GET /api/admin/session', {
    summary: 'Who is signed in, or whose token was sent.',
    role: 'any',
    answers: { 200: operator },
    handle: ({ operator: { name, role, events } }) =>
      ok({ name, role, ...(events && { events: [...events] }) }),
  }),
  publicRoute('signOut', 'DELETE /api/admin/session', {
    summary: 'Signs the operator out. The cookie is void from here on.',
    answers: { 204: 'empty' },
    async handle({ request, response }) {
      requireOwnPage(request, deps.publicUrl);
      await deps.accounts.operators.signOut(operatorSessionIds(request, deps));
      clearOperatorCookie(request, response, deps);
      return { status: 204 };
    },
  }),
];
