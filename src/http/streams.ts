/** What can be followed as server-sent events: events by everybody, pre-orders by their buyers. */
import type { Response } from 'express';
import { coalesce } from '../concurrency/coalesce';
import { isFinal } from '../domain/pre-order';
import type { ApiDependencies } from './dependencies';
import { AT_ONCE, openStream, type Stream } from './sse';
import { eventView, preOrderView } from './views';

/** The shortest time between two messages of an event's stream, in milliseconds. */
const MIN_INTERVAL_MS = 500;

/**
 * The time over which messages are spread for each open stream, on average, in milliseconds: however many streams
 * are open, writing to them takes a tenth of a core at most.
 */
const SPREAD_PER_STREAM_MS = 1;

export type Streams = ReturnType<typeof createStreams>;

export function createStreams(deps: ApiDependencies) {
  const readEvent = coalesce(async (id) => eventView(await deps.events.read(id)));
  const snapshot = coalesce(async (id) => {
    const view = await readEvent(id);
    const data = JSON.stringify(view);
    return { data, version: data, final: view.status === 'cancelled' };
  });
  let openStreams = 0;
  const pace = { minIntervalMs: MIN_INTERVAL_MS, spreadMs: () => 2 * SPREAD_PER_STREAM_MS * openStreams };
  return {
    readEvent,
    /** @throws {Refusal} `event_not_found`. */
    async ofEvent(eventId: string): Promise<Stream> {
      const { id } = await readEvent(eventId);
      return { subject: id, event: 'event', pace, read: () => snapshot(id) };
    },
    /** @throws {Refusal} `pre_order_not_found`. */
    async ofPreOrder(id: string, buyerId: string): Promise<Stream> {
      await deps.orders.readOwn(id, buyerId);
      return {
        ...{ subject: id, event: 'preorder', pace: AT_ONCE },
        async read() {
          const preOrder = await deps.orders.readOwn(id, buyerId);
          const shown = preOrderView(preOrder, deps.estimates);
          return {
            data: JSON.stringify(shown),
            version: JSON.stringify({ ...shown, serverTime: undefined }),
            final: isFinal(preOrder.status),
          };
        },
      };
    },
    /** @param buyerId who is present while the stream is open. */
    open(response: Response, streams: Stream[], buyerId?: string): void {
      if (!openStream(response, deps.listen, ...streams)) return;
      if (buyerId !== undefined) response.on('close', deps.presence.attend(buyerId));
      const events = streams.filter(({ event }) => event === 'event').length;
      openStreams += events;
      response.on('close', () => (openStreams -= events));
    },
  };
}
