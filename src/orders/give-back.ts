import { isFinal, type PreOrder } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { OrderDependencies } from './dependencies';
import type { GiveBackLimit } from './give-back-limit';
import type { ReadOwn } from './read';

/**
 * Gives the tickets back before their deadline, or the place in line. Again, it answers the same.
 * While it is being paid, the payment is ended first.
 * @throws {Refusal} `pre_order_not_found`, `already_sold`, `already_paid`.
 */
export function createGiveBack(
  { store, signals, payments, onError }: OrderDependencies,
  readOwn: ReadOwn,
  limit: GiveBackLimit,
) {
  return async (id: string, buyerId: string): Promise<PreOrder> => {
    const own = await readOwn(id, buyerId);
    if (own.status === 'paying') {
      const ended = await payments?.cancel(own.id, 'given_back');
      if (ended && ended.status !== 'pre_order' && ended.status !== 'invalidated')
        throw new Refusal({ code: 'already_paid' });
    }
    const left = own.status === 'in_line' ? await store.leave(own.id) : undefined;
    // Its place may have come up just now: then the tickets are given back instead.
    const after = left?.status === 'refused' ? left : await store.giveBack(own.id, 'given_back');
    if (!after || after.status === 'sold' || after.status === 'checking_out')
      throw new Refusal({ code: 'already_sold' });
    // Again, it does nothing: a repeated request must not cost a signal each time.
    if (isFinal(own.status)) return after;
    limit.count(buyerId);
    // The row is settled; without the signal the workflow would learn of it by its timer.
    if (after.status !== 'refused')
      signals.giveBack(own.id).catch((error: unknown) => onError(error, { preOrderId: own.id }));
    return after;
  };
}
