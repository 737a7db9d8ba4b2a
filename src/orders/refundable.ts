import { readEvent } from '../db/events';
import type { PreOrder } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { OrderDependencies } from './dependencies';
import type { ReadOwn } from './read';

/**
 * A buyer's own order that the event lets them return: until `refundableUntil`, by the database's clock.
 * @throws {Refusal} `pre_order_not_found`, `not_refundable`.
 */
export function createRequireRefundable({ db }: Pick<OrderDependencies, 'db'>, readOwn: ReadOwn) {
  return async (id: string, buyerId: string): Promise<PreOrder> => {
    const own = await readOwn(id, buyerId);
    const { refundableUntil, payment } = await readEvent(db, own.eventId);
    const isOpen = refundableUntil !== null && own.serverTime < refundableUntil;
    // Asked again, what was returned in time is answered as it is.
    const isReturned = own.tickets.some(({ status }) => status === 'refunding') || own.status === 'refunded';
    if (payment !== 'online' || !(isOpen || isReturned))
      throw new Refusal({ code: 'not_refundable', refundableUntil });
    return own;
  };
}
