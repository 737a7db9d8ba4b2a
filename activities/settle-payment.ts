import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';

/** Takes an attempt further that outlived its pre-order: sells, voids or refunds, by what the database decides. */
export function settlePayment(deps: ActivityDependencies): Activities['settlePayment'] {
  return (attemptId) => paymentsOf(deps).settle(attemptId);
}
