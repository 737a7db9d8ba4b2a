import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';
import { progress } from './progress';

/** An operator cancelled the event or extended its holds: changes the pre-orders that are left. Run again it goes on. */
export function finishBulkChanges({ events }: ActivityDependencies): Activities['finishBulkChanges'] {
  return (eventId) => events.finishBulkChanges(eventId, progress());
}
