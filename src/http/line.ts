import { once } from 'node:events';
import { Router } from 'express';
import { Refusal } from '../domain/refusal';
import type { ApiDependencies } from './app';
import { requireEventId } from './schemas';
import { lineView } from './views';

/** How many of the drawn are read and written at a time, so that a million take little memory. */
const PAGE = 5_000;

/** What everybody may see of a line. */
export function lineRoutes({ events, estimates, onError }: ApiDependencies) {
  const router = Router();
  router.get('/events/:eventId/line', async (request, response) => {
    requireEventId(request.params.eventId);
    const line = await estimates.read(request.params.eventId);
    response.set('Cache-Control', 'public, max-age=1').json(lineView(line));
  });

  router.get('/events/:eventId/line/draw', async (request, response) => {
    requireEventId(request.params.eventId);
    const { eventId, draw } = await estimates.read(request.params.eventId);
    if (!draw?.drawnAt) throw new Refusal({ code: 'not_drawn' });
    let page = await events.drawnPlaces(eventId, 0, PAGE);
    // What was drawn never changes.
    response.set('Cache-Control', 'public, max-age=86400').type('application/x-ndjson');
    try {
      while (page.length > 0 && !response.destroyed) {
        const text = page.map((one) => `${JSON.stringify(one)}\n`).join('');
        if (!response.write(text)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
        page = await events.drawnPlaces(eventId, page.at(-1)?.place ?? 0, PAGE);
      }
      response.end();
    } catch (error) {
      // Half of it is on its way: cut off, so that nobody takes it for the whole.
      onError(error);
      response.destroy();
    }
  });
  return router;
}
