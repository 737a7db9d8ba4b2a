/** What can be followed as server-sent events: events by everybody, pre-orders by their buyers. */
import type { Request, Response } from 'express';
import { coalesce } from '../concurrency/coalesce';
import { isFinal } from '../domain/pre-order';
import type { RouteDependencies } from './dependencies';
import { showEvent } from './event-tags';
import type { Session } from './session';
import { AT_ONCE, openStream, type Stream } from './sse';
import { preOrderView } from './views';

/** The shortest time between two messages of an event's stream, in milliseconds. */
const MIN_INTERVAL_MS = 500;

/**
 * The time over which messages are spread for each open stream, on average, in milliseconds: however many streams
 * are open, writing to them takes a tenth of a core at most.
 */
const SPREAD_PER_STREAM_MS = 1;

export type Streams = ReturnType<typeof createStreams>;

/** A stream of one subject, and whether nothing will change any more. */
type Subject = Stream & { final: boolean };

export function createStreams(deps: RouteDependencies) {
  const readEvent = coalesce(async (id) => showEvent(await deps.events.read(id)));
  const snapshot = coalesce(async (id) => {
    const { body: view } = await readEvent(id);
    const data = JSON.stringify(view);
    return { data, version: data, final: view.status === 'cancelled' };
  });
  let openStreams = 0;
  const pace = { minIntervalMs: MIN_INTERVAL_MS, spreadMs: () => 2 * SPREAD_PER_STREAM_MS * openStreams };
  return {
    readEvent,
    /** @throws {Refusal} `event_not_found`. */
    async ofEvent(eventId: string): Promise<Subject> {
      const { id, status } = (await readEvent(eventId)).body;
      return { subject: id, event: 'event', pace, read: () => snapshot(id), final: status === 'cancelled' };
    },
    /** @throws {Refusal} `pre_order_not_found`. */
    async ofPreOrder(id: string, buyerId: string): Promise<Subject> {
      const { status } = await deps.orders.readOwn(id, buyerId);
      return {
        final: isFinal(status),
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
    /**
     * Opens one stream of all of these.
     * @param session whose buyer is present while the stream is open; it ends with the session.
     * @returns 204 where all of them are final, so that clients stop reconnecting.
     */
    open(request: Request, response: Response, subjects: Subject[], session?: Session) {
      if (subjects.every(({ final }) => final)) return { status: 204 as const };
      deps.limits.stream(request, response);
      if (!openStream(response, deps.listen, ...subjects)) return;
      if (session) {
        response.on('close', deps.presence.attend(session.buyerId));
        response.on(
          'close',
          deps.accounts.endedSessions.watch(session.sessionId, () => response.end()),
        );
      }
      const events = subjects.filter(({ event }) => event === 'event').length;
      openStreams += events;
      response.on('close', () => (openStreams -= events));
      return;
    },
  };
}
