/** Goes on reading orders that are over, while their money isn't settled: streams end with the order. */
import { follow, type Following } from '../follow';
import { isUnsettled } from './money';
import type { Store } from './purchase';

/** How often, at first and later, and for how long at first; in milliseconds. */
const SOON_MS = 5_000;
const LATER_MS = 60_000;
const SOON_FOR_MS = 120_000;

/**
 * @param refresh reads all of the buyer's orders.
 * @returns to be called when the purchase has changed.
 */
export function followMoney(store: Store, refresh: () => Promise<void>): () => void {
  let following: Following | undefined;
  let since = 0;
  return () => {
    const unsettled = store.get().mine.some(isUnsettled);
    if (unsettled === (following !== undefined)) return;
    following?.stop();
    since = performance.now();
    following = unsettled
      ? follow({
          fetch: () => (document.hidden ? Promise.resolve() : refresh()),
          pollAfterMs: () => (performance.now() - since < SOON_FOR_MS ? SOON_MS : LATER_MS),
        })
      : undefined;
  };
}
