import type { ApiDependencies } from '../dependencies';
import { requireSameOrigin, requireToken, signIn, signOut } from '../operator-session';
import { adminRoute, ok, publicRoute } from '../route';
import { operator, signInRequest } from '../schemas/session';

export const adminSessionRoutes = (keys: ApiDependencies) => [
  publicRoute('signIn', 'POST /api/admin/session', {
    summary: 'Signs an operator in: exchanges the admin token for a cookie of twelve hours.',
    body: signInRequest,
    example: { token: '…', name: 'Maria' },
    answers: { 204: 'empty' },
    problems: ['forbidden'],
    handle({ body, request, response }) {
      requireToken(body.token, keys.adminToken);
      signIn(request, response, keys, body.name);
      return { status: 204 };
    },
  }),
  adminRoute('getOperator', 'GET /api/admin/session', {
    summary: 'Who is signed in.',
    answers: { 200: operator },
    handle: ({ operator: name }) => ok({ name }),
  }),
  publicRoute('signOut', 'DELETE /api/admin/session', {
    summary: 'Signs the operator out: deletes the cookie.',
    answers: { 204: 'empty' },
    problems: ['forbidden'],
    handle({ request, response }) {
      requireSameOrigin(request);
      signOut(request, response);
      return { status: 204 };
    },
  }),
];
