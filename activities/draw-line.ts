import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';
import { whileShown } from './progress';

/** Draws the places of all who entered. Run again after a crash it draws, or finds it done; never twice. */
export function drawLine({ events }: ActivityDependencies): Activities['drawLine'] {
  return (eventId) => whileShown(events.draw(eventId));
}
