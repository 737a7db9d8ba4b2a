import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';
import { toState } from './state';

/** Sells what was accepted, or what is still in time. Run twice: the same tickets, the same codes. */
export function sellTickets({ orders }: ActivityDependencies): Activities['sellTickets'] {
  return async (preOrderId) => toState(await orders.sell(preOrderId));
}
