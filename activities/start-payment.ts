import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';
import { toState } from './state';

/** Opens the attempt to pay with the provider. Run twice, it is the same payment. */
export function startPayment(deps: ActivityDependencies): Activities['startPayment'] {
  return async (preOrderId) => toState(await paymentsOf(deps).start(preOrderId));
}
