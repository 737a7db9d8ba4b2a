import type { Activities } from '../src/contract/activities';
import { Refusal } from '../src/domain/refusal';
import type { ActivityDependencies } from './dependencies';

/** Does what an operator signalled. What can't be done (the event is cancelled for good) is answered, not thrown. */
export function actOnSale({ events }: ActivityDependencies): Activities['actOnSale'] {
  return async (eventId, action) => {
    try {
      await events.act(eventId, action, 'workflow');
      return 'done';
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
  };
}
