import type { RouteDependencies } from '../dependencies';
import { publicRoute } from '../route';
import { streamQuery } from '../schemas/stream';
import { buyerOf } from '../session';
import type { Streams } from '../streams';

/** One connection for everything that a browser shows. */
export function streamRoutes({ sessionSecrets }: RouteDependencies, streams: Streams) {
  return [
    publicRoute('stream', 'GET /api/stream', {
      summary:
        'Several events and pre-orders in one stream: `event` and `preorder` messages, as in the streams of each. Ends once all of them are final; then 204, so that clients stop reconnecting. Pre-orders need the session that owns them.',
      query: streamQuery,
      answers: { 200: 'text/event-stream', 204: 'empty' },
      problems: ['unauthenticated', 'event_not_found', 'pre_order_not_found'],
      async handle({ query: { events, preOrders }, request, response }) {
        const buyerId = preOrders.length > 0 ? buyerOf(request, sessionSecrets) : undefined;
        const followed = await Promise.all([
          ...events.map((id) => streams.ofEvent(id)),
          ...(buyerId === undefined ? [] : preOrders.map((id) => streams.ofPreOrder(id, buyerId))),
        ]);
        return streams.open(request, response, followed, buyerId);
      },
    }),
  ];
}
