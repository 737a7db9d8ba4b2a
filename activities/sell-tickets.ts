import type { PreOrderState } from '../src/contract';
import type { ActivityDependencies } from '.';
import { toState } from './state';

/** Sells what was accepted, or what is still in time. Run twice: the same tickets, the same codes. */
export function sellTickets({ steps }: ActivityDependencies) {
  return async (preOrderId: string): Promise<PreOrderState> => toState(await steps.sell(preOrderId));
}
