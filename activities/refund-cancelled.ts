import type { Activities } from '../src/contract/activities';
import { paymentsOf, type ActivityDependencies } from './dependencies';
import { progress } from './progress';

/** The event is cancelled: gives back what was paid for it. Run again it goes on with what is left. */
export function refundCancelled(deps: ActivityDependencies): Activities['refundCancelled'] {
  return (eventId) => paymentsOf(deps).refundCancelled(eventId, progress());
}
