import { Router } from 'express';
import { coalesce } from '../concurrency/coalesce';
import type { ApiDependencies } from './app';
import { requireEventId } from './schemas';
import { openStream } from './sse';
import { eventView } from './views';

/** A stream tells of an event at most so often, in milliseconds. */
const TELL_MS = 500;

/** Telling all who watch takes so long for each of them on average, in milliseconds: a tenth of a core at most, however many they are. */
const WATCHER_MS = 1;

/** What everybody may see of the events. */
export function eventRoutes({ events, listen }: ApiDependencies) {
  const router = Router();
  router.param('eventId', (_request, _response, next, value: string) => {
    requireEventId(value);
    next();
  });
  const read = coalesce(async (id) => eventView(await events.read(id)));
  const shown = coalesce(async (id) => {
    const view = await read(id);
    const data = JSON.stringify(view);
    return { data, identity: data, last: view.status === 'cancelled' };
  });
  const readAll = coalesce(async () => (await events.list()).map(eventView));
  router.get('/events', async (_request, response) => {
    response.json({ events: await readAll('all') });
  });
  router.get('/events/:eventId', async (request, response) => {
    response.json(await read(request.params.eventId));
  });
  let watching = 0;
  router.get('/events/:eventId/stream', async (request, response) => {
    const { id } = await read(request.params.eventId);
    const pace = { restMs: TELL_MS, spreadMs: () => 2 * WATCHER_MS * watching };
    if (!openStream(response, listen, id, 'event', pace, () => shown(id))) return;
    watching++;
    response.on('close', () => watching--);
  });
  return router;
}
