import type { ApiDependencies } from '../dependencies';
import { publicRoute } from '../route';
import { session } from '../schemas/session';
import { newSession, setSession } from '../session';

export const sessionRoutes = ({ sessionSecrets }: ApiDependencies) => [
  publicRoute('createSession', 'POST /api/session', {
    summary: 'Creates an anonymous buyer. The token comes as JSON and as a cookie.',
    answers: { 201: session },
    handle({ request, response }) {
      const body = newSession(sessionSecrets);
      setSession(request, response, body.token);
      return { status: 201, body };
    },
  }),
];
