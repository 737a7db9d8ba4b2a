import { coalesce } from '../../concurrency/coalesce';
import type { RouteDependencies } from '../dependencies';
import { ok, publicRoute } from '../route';
import { event, events } from '../schemas/events';
import type { Streams } from '../streams';
import { eventView } from '../views';

export function eventRoutes(deps: RouteDependencies, streams: Streams) {
  const readAll = coalesce(async () => (await deps.events.list()).map(eventView));
  return [
    publicRoute('listEvents', 'GET /api/events', {
      summary:
        'The events that are on sale, will be, or are not over (until 12 hours after their start), soonest first.',
      answers: { 200: events },
      handle: async () => ok({ events: await readAll('all') }),
    }),
    publicRoute('getEvent', 'GET /api/events/{eventId}', {
      summary:
        'One event, with counts from a single instant. Its `ETag` is of the definition alone: it stays the same while counts change. Send it as `If-Match` with a change.',
      answers: { 200: event },
      async handle({ params, request }) {
        // The counts may have changed though the tag is the same.
        delete request.headers['if-none-match'];
        return { status: 200, ...(await streams.readEvent(params.eventId)) };
      },
    }),
    publicRoute('streamEvent', 'GET /api/events/{eventId}/stream', {
      summary:
        'Sends the event whenever its counts change, at most twice a second. 204 once it is cancelled, so that clients stop reconnecting.',
      answers: { 200: 'text/event-stream', 204: 'empty' },
      async handle({ params, request, response }) {
        return streams.open(request, response, [await streams.ofEvent(params.eventId)]);
      },
    }),
  ];
}
