import { coalesce } from '../../concurrency/coalesce';
import type { ApiDependencies } from '../dependencies';
import { ok, publicRoute } from '../route';
import { event, events } from '../schemas/events';
import type { Streams } from '../streams';
import { eventView } from '../views';

export function eventRoutes(deps: ApiDependencies, streams: Streams) {
  const readAll = coalesce(async () => (await deps.events.list()).map(eventView));
  return [
    publicRoute('listEvents', 'GET /api/events', {
      summary: 'Lists all events.',
      answers: { 200: events },
      handle: async () => ok({ events: await readAll('all') }),
    }),
    publicRoute('getEvent', 'GET /api/events/{eventId}', {
      summary: 'One event, with counts from a single instant.',
      answers: { 200: event },
      handle: async ({ params }) => ok(await streams.readEvent(params.eventId)),
    }),
    publicRoute('streamEvent', 'GET /api/events/{eventId}/stream', {
      summary: 'Sends the event whenever its counts change, at most twice a second.',
      answers: { 200: 'text/event-stream' },
      async handle({ params, response }) {
        streams.open(response, [await streams.ofEvent(params.eventId)]);
      },
    }),
  ];
}
