import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';
import { toState } from './state';

/** Takes the money for tickets that are sold. Run twice, it is taken once. */
export function capturePayment(deps: ActivityDependencies): Activities['capturePayment'] {
  return async (preOrderId) => toState(await paymentsOf(deps).capture(preOrderId));
}
