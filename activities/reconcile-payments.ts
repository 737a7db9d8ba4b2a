import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';
import { progress, whileShown } from './progress';

/** Compares the provider's books of the last days with ours. Run again it begins anew, and changes nothing more. */
export function reconcilePayments(deps: ActivityDependencies): Activities['reconcilePayments'] {
  return async (days) => {
    const until = new Date();
    const from = new Date(+until - days * 86_400_000);
    const { signal } = progress();
    const compared = paymentsOf(deps).reconcile({ from, until }, { signal });
    const { payments, refunds, disputes, counts } = await whileShown(compared);
    return { payments, refunds, disputes, counts };
  };
}
