import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';
import { toState } from './state';

/**
 * The compensation. Without a reason it asks the database whether the deadline has passed; the answer may be that the
 * hold lasts until later, or that a checkout was accepted. With a reason the tickets go back before their deadline.
 * Never frees a ticket that was sold.
 */
export function releaseTickets({ orders }: ActivityDependencies): Activities['releaseTickets'] {
  return async (preOrderId, reason) =>
    toState(await (reason ? orders.release(preOrderId, reason) : orders.releaseOverdue(preOrderId)));
}
