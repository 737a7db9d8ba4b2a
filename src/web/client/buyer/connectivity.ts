import type { Store } from './purchase';

export type Connectivity = ReturnType<typeof trackConnectivity>;

/** For this long after the device went offline an answer may still be an earlier one, in milliseconds. */
const LATE_MS = 2_000;

/** Tracks whether the server can be reached, and shows it. */
export function trackConnectivity(store: Store) {
  let offlineAt = -Infinity;
  const pauses = new Set<() => void>();
  const reached = (answered: boolean) => {
    if (answered && !navigator.onLine && performance.now() - offlineAt < LATE_MS) return;
    const lost = navigator.onLine ? 'unreachable' : 'offline';
    store.dispatch({ type: 'connection', connection: answered ? 'online' : lost });
  };
  addEventListener('offline', () => {
    offlineAt = performance.now();
    reached(false);
  });
  return {
    reached,
    pause: (ms: number) =>
      new Promise<void>((resolve) => {
        pauses.add(resolve);
        setTimeout(() => {
          pauses.delete(resolve);
          resolve();
        }, ms);
      }),
    /** Ends all pauses, because a retry is worth it now. */
    retryNow: () => pauses.forEach((end) => end()),
  };
}
