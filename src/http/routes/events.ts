import { coalesce } from '../../concurrency/coalesce';
import type { RouteDependencies } from '../dependencies';
import { ok, publicRoute } from '../route';
import { event, events } from '../schemas/events';
import { openStream } from '../sse';
import { showEvent } from '../event-tags';
import { eventView } from '../views';

/** The shortest time between two messages of an event's stream, in milliseconds. */
const MIN_INTERVAL_MS = 500;

/**
 * The time over which messages are spread for each open stream, on average, in milliseconds: however many streams
 * are open, writing to them takes a tenth of a core at most.
 */
const SPREAD_PER_STREAM_MS = 1;

export function eventRoutes(deps: RouteDependencies) {
  const read = coalesce(async (id) => showEvent(await deps.events.read(id)));
  const readAll = coalesce(async () => (await deps.events.list()).map(eventView));
  const snapshot = coalesce(async (id) => {
    const { body: view } = await read(id);
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
      summary:
        'One event, with counts from a single instant. Its `ETag` is of the definition alone: it stays the same while counts change. Send it as `If-Match` with a change.',
      answers: { 200: event },
      async handle({ params, request }) {
        // The counts may have changed though the tag is the same.
        delete request.headers['if-none-match'];
        return { status: 200, ...(await read(params.eventId)) };
      },
    }),
    publicRoute('streamEvent', 'GET /api/events/{eventId}/stream', {
      summary:
        'Sends the event whenever its counts change, at most twice a second. 204 once it is cancelled, so that clients stop reconnecting.',
      answers: { 200: 'text/event-stream', 204: 'empty' },
      async handle({ params, request, response }) {
        const { id, status } = (await read(params.eventId)).body;
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
