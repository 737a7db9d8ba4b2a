import type { RouteDependencies } from '../dependencies';
import { publicRoute } from '../route';
import { streamQuery } from '../schemas/stream';
import type { Streams } from '../streams';

/** One connection for everything that a browser shows. */
export function streamRoutes({ sessions }: RouteDependencies, streams: Streams) {
  return [
    publicRoute('stream', 'GET /api/stream', {
      summary:
        'Several events and pre-orders in one stream: `event` and `preorder` messages, as in the streams of each. Ends once all of them are final; then 204, so that clients stop reconnecting. Pre-orders need the session that owns them.',
      query: streamQuery,
      answers: { 200: 'text/event-stream', 204: 'empty' },
      problems: ['unauthenticated', 'event_not_found', 'pre_order_not_found'],
      async handle({ query: { events, preOrders }, request, response }) {
        const session = preOrders.length > 0 ? sessions.require(request) : undefined;
        const followed = await Promise.all([
          ...events.map((id) => streams.ofEvent(id)),
          ...(session ? preOrders.map((id) => streams.ofPreOrder(id, session.buyerId)) : []),
        ]);
        return streams.open(request, response, followed, session);
      },
    }),
  ];
}
