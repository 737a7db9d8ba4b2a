import { requireToken, signIn, signOut, type OperatorKeys } from '../operator-session';
import { requireOwnPage } from '../origin';
import { adminRoute, ok, publicRoute } from '../route';
import { operator, signInRequest } from '../schemas/session';

export const adminSessionRoutes = (keys: OperatorKeys) => [
  publicRoute('signIn', 'POST /api/admin/session', {
    summary: 'Signs an operator in: exchanges the admin token for a cookie of twelve hours.',
    body: signInRequest,
    example: { token: '…', name: 'Maria' },
    answers: { 204: 'empty' },
    handle({ body, request, response }) {
      requireToken(request, body.token, keys);
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
    handle({ request, response }) {
      requireOwnPage(request, keys.publicUrl);
      signOut(request, response, keys);
      return { status: 204 };
    },
  }),
];
