import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';
import { toState } from './state';

/** Ends the attempt to pay, which undoes `startPayment`. Where the buyer was faster, the state says that it is paid. */
export function cancelPayment(deps: ActivityDependencies): Activities['cancelPayment'] {
  return async (preOrderId, reason) => toState(await paymentsOf(deps).cancel(preOrderId, reason));
}
