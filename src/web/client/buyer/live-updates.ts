/** Keeps the event and the buyer's pre-orders current, by streams where those are wanted and by polling. */
import { isFinal } from '../../../domain/pre-order';
import { isLostSession, type EventJson, type PreOrderJson } from '../api';
import { follow, type Following } from '../follow';
import type { SharedStream } from '../shared-stream';
import type { Clock } from './clock';
import type { Connectivity } from './connectivity';
import { currentOf, lacksSession, type Store } from './purchase';

export type LiveUpdates = ReturnType<typeof createLiveUpdates>;

export interface LiveUpdatesDependencies {
  store: Store;
  clock: Clock;
  connectivity: Connectivity;
  stream: SharedStream;
  /** Shows a pre-order in the other tabs. */
  share(preOrder: PreOrderJson): void;
}

export function createLiveUpdates({ store, clock, connectivity, stream, share }: LiveUpdatesDependencies) {
  const eventId = store.get().event.id;

  const show = (preOrder: PreOrderJson) => {
    clock.sync(preOrder.serverTime);
    store.dispatch({ type: 'pre_order', preOrder });
    share(preOrder);
  };
  /** Asks once; without an answer the poll asks again. */
  const fetchAndShow = async (path: string, showBody: (body: unknown) => void, onGone?: () => void) => {
    try {
      const answer = await connectivity.ask(path);
      if (answer.ok) showBody(answer.body);
      else if (answer.problem.code === 'pre_order_not_found') onGone?.();
      else if (isLostSession(answer.problem) && !store.get().pending)
        store.dispatch({ type: 'refused', problem: answer.problem });
    } catch {
      // Connectivity shows it.
    }
  };
  const refresh = () =>
    fetchAndShow('/api/pre-orders', (body) => {
      const { preOrders } = body as { preOrders: PreOrderJson[] };
      for (const { serverTime } of preOrders) clock.sync(serverTime);
      const mine = preOrders.filter((one) => one.eventId === eventId);
      store.dispatch({ type: 'pre_orders', preOrders: mine });
    });

  /** A message of the stream shows that the server can be reached; a request that takes long goes on doing so. */
  const streamed = (showBody: (body: unknown) => void) => (body: unknown) => {
    if (store.get().connection !== 'slow') connectivity.reached(true);
    showBody(body);
  };
  const showEvent = (body: unknown) => store.dispatch({ type: 'event', event: body as EventJson });
  const event = follow({
    stream: { shared: stream, subject: `event ${eventId}`, onData: streamed(showEvent) },
    fetch: () => fetchAndShow(`/api/events/${eventId}`, showEvent),
    pollAfterMs: (streaming) => pollEventAfterMs(store, clock, streaming),
  });
  const followPreOrder = (id: string) => {
    const showBody = (body: unknown) => show(body as PreOrderJson);
    const onGone = () => store.dispatch({ type: 'gone', id });
    return follow({
      stream: { shared: stream, subject: `preorder ${id}`, onData: streamed(showBody) },
      fetch: () => fetchAndShow(`/api/pre-orders/${id}`, showBody, onGone),
      pollAfterMs: (streaming) => pollPreOrderAfterMs(store, clock, streaming),
    });
  };
  let followed: { id: string; following: Following } | undefined;
  let streaming = false;
  return {
    /** Shows a pre-order, here and in the other tabs. */
    show,
    /** Reads all of the buyer's pre-orders in this event anew. */
    refresh,
    fetchEvent: event.fetchNow,
    /** Whether the page follows the stream. */
    setStreaming(on: boolean) {
      streaming = on;
      event.setStreaming(on && store.get().event.status !== 'cancelled');
      followed?.following.setStreaming(on);
    },
    /** Follows the open pre-order, where there is one and it isn't followed yet. */
    followOpenPreOrder() {
      const open = store.get().mine.find(({ status }) => !isFinal(status));
      if (open?.id === followed?.id) return;
      followed?.following.stop();
      followed = open && { id: open.id, following: followPreOrder(open.id) };
      followed?.following.setStreaming(streaming);
    },
    /** The event was cancelled: everything that the buyer has in it ends in a moment. */
    async followCancellation() {
      event.stop();
      const lasts = () => store.get().mine.some(({ status }) => status === 'sold' || !isFinal(status));
      await refresh();
      while (lasts()) {
        await connectivity.pause(1_000);
        await refresh();
      }
    },
  };
}

/** When to fetch the event again, in milliseconds; with some chance in it, so that not all buyers ask at once. */
function pollEventAfterMs(store: Store, clock: Clock, streaming: boolean): number {
  const { status, onSaleAt } = store.get().event;
  const untilOpening = status === 'scheduled' ? Date.parse(onSaleAt) - clock.now() + 200 : Infinity;
  const usually = document.hidden || streaming ? 60_000 : 5_000;
  return Math.max(1_000, Math.min(usually, untilOpening)) + Math.random() * 500;
}

/** When to fetch the open pre-order again, in milliseconds. */
function pollPreOrderAfterMs(store: Store, clock: Clock, streaming: boolean): number {
  const open = currentOf(store.get());
  if (lacksSession(store.get())) return 60_000;
  // The stream reports a call at once, but not each step of those ahead.
  if (open?.line) return open.line.pollAfterSeconds * 1_000;
  if (open?.expiresAt === undefined) return streaming ? 5_000 : 1_000;
  const untilEnd = Date.parse(open.expiresAt) - clock.now() + 300;
  return Math.max(1_000, Math.min(streaming ? 30_000 : 5_000, untilEnd));
}
