import type { RouteDependencies } from '../dependencies';
import { publicRoute } from '../route';
import { session } from '../schemas/session';
import type { Session } from '../session';

const bodyOf = ({ buyerId, token }: Session) => ({ buyerId, token });

export const sessionRoutes = ({ sessions, limits }: RouteDependencies) => [
  publicRoute('createSession', 'POST /api/session', {
    summary:
      'Creates an anonymous buyer. The token comes as JSON and as a cookie. A request with a valid session gets that session again.',
    answers: { 201: session },
    handle({ request, response }) {
      // A session that verifies is never replaced: what it holds would be lost.
      const known = sessions.find(request);
      if (known) return { status: 201, body: bodyOf(known) };
      limits.newSession(request);
      return { status: 201, body: bodyOf(sessions.begin(request, response)) };
    },
  }),
];
