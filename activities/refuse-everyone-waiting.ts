import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';
import { progress } from './progress';

/** The sale is over: refuses everybody who waits. Run again it goes on with those that are left. */
export function refuseEveryoneWaiting({ line }: ActivityDependencies): Activities['refuseEveryoneWaiting'] {
  return (eventId) => line.refuseEveryoneWaiting(eventId, progress());
}
