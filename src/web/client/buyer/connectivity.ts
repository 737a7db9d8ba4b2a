import { request, type Network } from '../http';
import type { Store } from './purchase';

export type Connectivity = ReturnType<typeof trackConnectivity>;

/** For this long after the device went offline an answer may still be an earlier one, in milliseconds. */
const LATE_MS = 2_000;

/** An answer that takes longer than this is unusual, in milliseconds. */
const SLOW_MS = 5_000;

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
  const slow = () => {
    if (store.get().connection === 'online') store.dispatch({ type: 'connection', connection: 'slow' });
  };
  const network: Network = {
    async ask(path, options) {
      const timer = setTimeout(slow, SLOW_MS);
      try {
        const answer = await request(path, options);
        reached(true);
        // A sign-in may have crossed it: the cookie is another one since.
        const crossed = !answer.ok && answer.problem.code === 'session_ended';
        return crossed ? await request(path, options) : answer;
      } catch (error) {
        reached(false);
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    pause: (ms) =>
      new Promise<void>((resolve) => {
        pauses.add(resolve);
        setTimeout(() => {
          pauses.delete(resolve);
          resolve();
        }, ms);
      }),
  };
  return {
    ...network,
    reached,
    /** Ends all pauses, because a retry is worth it now. */
    retryNow: () => pauses.forEach((end) => end()),
  };
}
