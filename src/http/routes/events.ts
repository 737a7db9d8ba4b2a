import { coalesce } from '../../concurrency/coalesce';
import type { RouteDependencies } from '../dependencies';
import { ok, publicRoute } from '../route';
import { event, events } from '../schemas/events';
import { openStream } from '../sse';
import { eventView } from '../views';

/** The shortest time between two messages of an event's stream, in milliseconds. */
const MIN_INTERVAL_MS = 500;

/**
 * The time over which messages are spread for each open stream, on average, in milliseconds: however many streams
 * are open, writing to them takes a tenth of a core at most.
 */
const SPREAD_PER_STREAM_MS = 1;

export function eventRoutes(deps: RouteDependencies) {
  const read = coalesce(async (id) => eventView(await deps.events.read(id)));
  const readAll = coalesce(async () => (await deps.events.list()).map(eventView));
  const snapshot = coalesce(async (id) => {
    const view = await read(id);
    const data = JSON.stringify(view);
    return { data, version: data, final: view.status === 'cancelled' };
  });
  let openStreams = 0;
  const pace = { minIntervalMs: MIN_INTERVAL_MS, spreadMs: () => 2 * SPREAD_PER_STREAM_MS * openStreams };
  return [
    publicRoute('listEvents', 'GET /api/events', {
      summary: 'Lists all events.',
      answers: { 200: events },
      handle: async () => ok({ events: await readAll('all') }),
    }),
    publicRoute('getEvent', 'GET /api/events/{eventId}', {
      summary: 'One event, with counts from a single instant.',
      answers: { 200: event },
      handle: async ({ params }) => ok(await read(params.eventId)),
    }),
    publicRoute('streamEvent', 'GET /api/events/{eventId}/stream', {
      summary:
        'Sends the event whenever its counts change, at most twice a second. 204 once it is cancelled, so that clients stop reconnecting.',
      answers: { 200: 'text/event-stream', 204: 'empty' },
      async handle({ params, request, response }) {
        const { id, status } = await read(params.eventId);
        if (status === 'cancelled') return { status: 204 };
        deps.limits.stream(request, response);
        const stream = { subject: id, event: 'event', pace, read: () => snapshot(id) };
        if (!openStream(response, deps.listen, stream)) return;
        openStreams++;
        response.on('close', () => openStreams--);
      },
    }),
  ];
}
