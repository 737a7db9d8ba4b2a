/** Somebody on an event's page: keeps it true through lost networks, locked phones and other tabs. */
import type { EventShown, PreOrderShown } from '../api';
import { isFinal } from '../../../domain/pre-order';
import type { Clock } from './clock';
import { request } from './http';
import { createKeys } from './keys';
import { createPresses, type Presses } from './presses';
import { currentOf, type Store } from './purchase';
import { asksByItself } from './stage';
import { follow, type Following } from './stream';
import { joinTabs } from './tabs';

/** Signs that somebody is there. */
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'scroll', 'wheel', 'touchmove'] as const;

/** How long after the network has gone an answer may still be one from before, in milliseconds. */
const LATE_MS = 2_000;

/** Starts it. @returns what they can do. */
export function startVisit(store: Store, clock: Clock): Presses {
  const { id: eventId } = store.get().event;
  const tabs = joinTabs(eventId, {
    preOrder: (preOrder) => store.tell({ what: 'preOrder', preOrder }),
    lookedAtElsewhere: () => setStreams(false, false),
  });

  const show = (preOrder: PreOrderShown) => {
    clock.heard(preOrder.serverTime);
    store.tell({ what: 'preOrder', preOrder });
    tabs.tell(preOrder);
  };
  let offlineAt = -Infinity;
  const reached = (answered: boolean) => {
    // What was on its way when the network went tells nothing of now.
    if (answered && !navigator.onLine && performance.now() - offlineAt < LATE_MS) return;
    const lost = navigator.onLine ? 'unreachable' : 'offline';
    store.tell({ what: 'connection', connection: answered ? 'online' : lost });
  };
  /** Asks once and shows what is answered; what isn't will be asked again by whoever follows it. */
  const look = async (path: string, shown: (body: unknown) => void, none?: () => void) => {
    try {
      const answer = await request(path);
      reached(true);
      if (answer.ok) shown(answer.body);
      else if (answer.problem.code === 'pre_order_not_found') none?.();
    } catch {
      reached(false);
    }
  };
  const refresh = () =>
    look('/api/pre-orders', (body) => {
      const { preOrders } = body as { preOrders: PreOrderShown[] };
      for (const { serverTime } of preOrders) clock.heard(serverTime);
      store.tell({ what: 'mine', preOrders: preOrders.filter((one) => one.eventId === eventId) });
    });

  // Pauses between tries end early when it is worth trying.
  const waiting = new Set<() => void>();
  const wake = () => [...waiting].forEach((end) => end());
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      waiting.add(end);
    });

  const keys = createKeys(eventId, storage());
  const presses = createPresses({ store, clock, keys, network: { reached, pause }, show, refresh });

  const showEvent = (body: unknown) => store.tell({ what: 'event', event: body as EventShown });
  const event = follow({
    url: `/api/events/${eventId}/stream`,
    name: 'event',
    onData: showEvent,
    ask: () => look(`/api/events/${eventId}`, showEvent),
    askAgainMs(streaming) {
      const { status, onSaleAt } = store.get().event;
      const untilOpening = status === 'scheduled' ? Date.parse(onSaleAt) - clock.now() + 200 : Infinity;
      const usually = document.hidden || streaming ? 60_000 : 5_000;
      // Not everybody in the same instant.
      return Math.max(1_000, Math.min(usually, untilOpening)) + Math.random() * 500;
    },
  });

  // The pre-order that is open is followed too.
  let followed: { id: string; following: Following } | undefined;
  let streams = { event: false, preOrder: false };
  function setStreams(ofEvent: boolean, ofPreOrder: boolean): void {
    streams = { event: ofEvent, preOrder: ofPreOrder };
    event.stream(ofEvent && store.get().event.status !== 'cancelled');
    followed?.following.stream(ofPreOrder);
  }
  function followOpen(): void {
    const open = store.get().mine.find(({ status }) => !isFinal(status));
    if (open?.id === followed?.id) return;
    followed?.following.stop();
    followed = open && { id: open.id, following: followPreOrder(open.id) };
    followed?.following.stream(streams.preOrder);
  }
  const followPreOrder = (id: string) =>
    follow({
      url: `/api/pre-orders/${id}/stream`,
      name: 'preorder',
      onData: (data) => show(data as PreOrderShown),
      ask: () =>
        look(
          `/api/pre-orders/${id}`,
          (body) => show(body as PreOrderShown),
          () => store.tell({ what: 'gone', id }),
        ),
      askAgainMs: (streaming) => askAgainMs(store, clock, streaming),
    });

  /** The end of an event is the end of what they have in it, in a moment. */
  const endAll = async () => {
    event.stop();
    const lasts = () => store.get().mine.some(({ status }) => status === 'sold' || !isFinal(status));
    await refresh();
    while (lasts()) {
      await pause(1_000);
      await refresh();
    }
  };
  let status = store.get().event.status;
  const onChange = () => {
    followOpen();
    const now = store.get().event.status;
    if (now !== status && now === 'cancelled') void endAll();
    status = now;
    if (asksByItself(store.get())) presses.askByItself();
  };
  store.listen(onChange);

  const comeBack = () => {
    wake();
    tabs.looking();
    setStreams(true, true);
    void refresh();
    event.askNow();
    presses.active();
  };
  const goAway = () => setStreams(false, document.visibilityState === 'hidden' && isWaiting(store));
  document.addEventListener('visibilitychange', () =>
    document.visibilityState === 'visible' ? comeBack() : goAway(),
  );
  // Out of the back button's cache the page comes as it was left.
  addEventListener('pageshow', ({ persisted }) => persisted && comeBack());
  addEventListener('pagehide', () => setStreams(false, false));
  addEventListener('focus', () => {
    tabs.looking();
    setStreams(true, true);
  });
  addEventListener('online', comeBack);
  addEventListener('offline', () => {
    offlineAt = performance.now();
    reached(false);
  });
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, presses.active, { passive: true, capture: true });

  if (document.visibilityState === 'visible') {
    tabs.looking();
    setStreams(true, true);
  }
  // The back button may bring a page that was true long ago.
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (page?.type === 'back_forward') void refresh();
  if (status === 'cancelled') void endAll();
  presses.resume();
  onChange();
  return presses;
}

/** In line or called: news matters even while nobody looks. */
function isWaiting(store: Store): boolean {
  const status = currentOf(store.get())?.status;
  return status === 'in_line' || status === 'called';
}

/** When to ask for the open pre-order again, in milliseconds. */
function askAgainMs(store: Store, clock: Clock, streaming: boolean): number {
  const open = currentOf(store.get());
  // A stream tells of calls at once, but not of each step of those ahead.
  if (open?.line) return open.line.pollAfterSeconds * 1_000;
  if (open?.expiresAt === undefined) return streaming ? 5_000 : 1_000;
  const untilEnd = Date.parse(open.expiresAt) - clock.now() + 300;
  return Math.max(1_000, Math.min(streaming ? 30_000 : 5_000, untilEnd));
}

function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
