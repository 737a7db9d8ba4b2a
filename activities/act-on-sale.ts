import type { SaleAction } from '../src/domain/event';
import { Refusal } from '../src/domain/refusal';
import type { ActivityDependencies } from '.';

/** Does what an operator signalled. What can't be done (the event is cancelled for good) is answered, not thrown. */
export function actOnSale({ sales }: ActivityDependencies) {
  return async (eventId: string, action: SaleAction): Promise<string> => {
    try {
      await sales.act(eventId, action);
      return 'done';
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
  };
}
