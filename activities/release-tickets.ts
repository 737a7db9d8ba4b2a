import type { EndReason } from '../src/domain/pre-order';
import type { PreOrderState } from '../src/contract';
import type { ActivityDependencies } from '.';
import { toState } from './state';

/**
 * The compensation. Without a reason it asks the database whether the deadline has passed; the
 * answer may be that it is held until later, or that a checkout was accepted. With a reason the
 * tickets go back before their time. Never frees a ticket that was sold; run late or twice it
 * changes nothing.
 */
export function releaseTickets({ steps }: ActivityDependencies) {
  return async (preOrderId: string, reason?: EndReason): Promise<PreOrderState> =>
    toState(await (reason ? steps.giveBack(preOrderId, reason) : steps.releaseOverdue(preOrderId)));
}
