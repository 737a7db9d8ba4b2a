import type { RouteDependencies } from '../dependencies';
import { publicRoute } from '../route';
import { session } from '../schemas/session';
import { findSession, newSession, setSession } from '../session';

export const sessionRoutes = ({ sessionSecrets, limits }: RouteDependencies) => [
  publicRoute('createSession', 'POST /api/session', {
    summary:
      'Creates an anonymous buyer. The token comes as JSON and as a cookie. A request with a valid session gets that session again.',
    answers: { 201: session },
    handle({ request, response }) {
      // A session that verifies is never replaced: what it holds would be lost.
      const known = findSession(request, sessionSecrets);
      if (known) return { status: 201, body: known };
      limits.newSession(request);
      const body = newSession(sessionSecrets);
      setSession(request, response, body.token, sessionSecrets);
      return { status: 201, body };
    },
  }),
];
