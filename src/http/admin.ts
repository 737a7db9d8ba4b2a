import { Router } from 'express';
import { adminReads } from './admin-reads';
import type { ApiDependencies } from './app';
import {
  operatorOf,
  requireAdmin,
  requireSameOrigin,
  requireToken,
  signIn,
  signOut,
} from './operator-session';
import { eventDefinition, eventId, extension, parse, requireEventId, signInRequest } from './schemas';
import { eventView } from './views';

const ACTIONS = ['pause', 'resume', 'close', 'cancel'] as const;

/** The operator's routes. */
export function adminRoutes(deps: ApiDependencies) {
  const { events, adminToken } = deps;
  const router = Router();
  router.post('/admin/session', (request, response) => {
    const { token, name } = parse(signInRequest, request.body);
    requireToken(token, adminToken);
    signIn(request, response, deps, name);
    response.status(204).end();
  });
  router.delete('/admin/session', (request, response) => {
    requireSameOrigin(request);
    signOut(request, response);
    response.status(204).end();
  });
  router.use('/admin', requireAdmin(deps));
  router.get('/admin/session', (_request, response) => {
    response.json({ name: operatorOf(response) });
  });
  router.put('/admin/events/:eventId', async (request, response) => {
    const id = parse(eventId, request.params.eventId, 'eventId');
    const created = await events.put(
      { id, ...parse(eventDefinition, request.body) },
      { who: operatorOf(response), onlyNew: request.get('if-none-match') === '*' },
    );
    response.status(created ? 201 : 200).json(eventView(await events.readFresh(id)));
  });
  for (const action of ACTIONS) {
    router.post(`/admin/events/:eventId/${action}`, async (request, response) => {
      requireEventId(request.params.eventId);
      await events.act(request.params.eventId, action, operatorOf(response));
      response.json(eventView(await events.readFresh(request.params.eventId)));
    });
  }
  router.post('/admin/events/:eventId/extend', async (request, response) => {
    requireEventId(request.params.eventId);
    const { seconds } = parse(extension, request.body);
    await events.extendHolds(request.params.eventId, seconds, operatorOf(response));
    response.json(eventView(await events.readFresh(request.params.eventId)));
  });
  router.use(adminReads(deps));
  return router;
}
