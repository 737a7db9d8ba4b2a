import { Router } from 'express';
import { listEvents, readEvent } from '../db/events';
import type { ApiDependencies } from './app';
import { readTogether } from './read-together';
import { requireEventId } from './schemas';
import { openStream } from './sse';
import { eventView } from './views';

/** What everybody may see of the events. */
export function eventRoutes({ db, news }: ApiDependencies) {
  const router = Router();
  router.param('eventId', (_request, _response, next, value: string) => {
    requireEventId(value);
    next();
  });
  const shown = readTogether(async (id) => {
    const view = eventView(await readEvent(db, id));
    const data = JSON.stringify(view);
    return { data, identity: data, last: view.status === 'cancelled' };
  });
  router.get('/events', async (_request, response) => {
    response.json({ events: (await listEvents(db)).map(eventView) });
  });
  router.get('/events/:eventId', async (request, response) => {
    response.json(eventView(await readEvent(db, request.params.eventId)));
  });
  router.get('/events/:eventId/stream', async (request, response) => {
    const { id } = await readEvent(db, request.params.eventId);
    openStream(response, news, id, 'event', 500, () => shown(id));
  });
  return router;
}
