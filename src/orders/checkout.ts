import type { PreOrder } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { OrderDependencies } from './dependencies';
import type { ReadOwn } from './read';
import { waitWhile } from './wait';

/**
 * Buys what is held. The row accepts the checkout, judged by the database's clock; then the workflow is signalled.
 * @param waitMs how long to wait for the hold, and then for the sale, together, in milliseconds.
 * @returns `sold`, or `checking_out` where the sale isn't recorded within the wait.
 * @throws {Refusal} `pre_order_not_found`, `not_held` while in line or called, `expired` once the hold is over.
 */
export function createCheckout({ store, listen, signals, onError }: OrderDependencies, readOwn: ReadOwn) {
  return async (id: string, buyerId: string, waitMs: number): Promise<PreOrder> => {
    const read = () => readOwn(id, buyerId);
    // A monotonic clock: this machine's time may jump meanwhile.
    const until = performance.now() + waitMs;
    const before = await waitWhile(await read(), {
      read,
      listen,
      during: ['in_line', 'called'],
      waitMs,
      pollFirst: true,
    });
    if (before.status === 'in_line' || before.status === 'called') throw new Refusal({ code: 'not_held' });
    const accepted = await store.acceptCheckout(before.id);
    if (!accepted) throw new Refusal({ code: 'pre_order_not_found' });
    if (accepted.status === 'checking_out') {
      // Not awaited: accepted is accepted. A lost signal is made up for (claim_due, the timer). A repeated request
      // sends none.
      if (before.status !== 'checking_out')
        signals.checkout(before.id).catch((error: unknown) => onError(error, { preOrderId: before.id }));
    } else if (accepted.status !== 'sold') {
      throw new Refusal({ code: 'expired' });
    }
    const left = until - performance.now();
    return waitWhile(accepted, { read, listen, during: ['checking_out'], waitMs: left, pollFirst: false });
  };
}
