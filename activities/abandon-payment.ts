import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';
import { toState } from './state';

/** The provider doesn't answer: the tickets go to the next in line, and settlePayment learns what became of the money. */
export function abandonPayment(deps: ActivityDependencies): Activities['abandonPayment'] {
  return async (preOrderId, reason) => toState(await paymentsOf(deps).abandon(preOrderId, reason));
}
