import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../src/contract/activities';
import { REFUSED } from '../src/contract/pre-order';
import { Refusal } from '../src/domain/refusal';
import type { ActivityDependencies } from './dependencies';
import { toState } from './state';

/**
 * Turns what was set aside at the call into tickets with a deadline, or takes the stock for a workflow that was started
 * without a call. A pre-order that is further already is answered as it is, so a restarted workflow carries on there.
 */
export function reserveTickets({ orders }: ActivityDependencies): Activities['reserveTickets'] {
  return async ({ preOrderId, eventId, buyerId, items }) => {
    try {
      return toState(await orders.reserve({ preOrderId, eventId, buyerId, items }));
    } catch (error) {
      if (error instanceof Refusal) throw ApplicationFailure.nonRetryable(error.message, REFUSED, error.code);
      throw error;
    }
  };
}
