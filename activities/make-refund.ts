import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';

/** Takes a refund further. Run twice, the money is given back once. */
export function makeRefund(deps: ActivityDependencies): Activities['makeRefund'] {
  return (refundId) => paymentsOf(deps).refunds.make(refundId);
}
