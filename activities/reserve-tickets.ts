import { ApplicationFailure } from '@temporalio/common';
import { Refusal } from '../src/domain/refusal';
import { REFUSED, type PreOrderInput, type PreOrderState } from '../src/contract';
import type { ActivityDependencies } from '.';
import { toState } from './state';

/**
 * Turns the stock that was set aside at the call into tickets with a deadline. Without a call (the
 * workflow was started by another backend) the stock is taken here, unless somebody waits for it. Run
 * twice: the same tickets, the same deadline. A pre-order that is further already is answered as it is,
 * so a flow that starts again carries on from there.
 * @throws {ApplicationFailure} of type REFUSED, not retryable, where it can't be granted.
 */
export function reserveTickets({ steps, line }: ActivityDependencies) {
  return async ({ preOrderId, eventId, buyerId, items }: PreOrderInput): Promise<PreOrderState> => {
    const held = await steps.hold(preOrderId);
    if (held) return toState(held);
    try {
      await line.join({ id: preOrderId, eventId, buyerId, items, direct: true });
    } catch (error) {
      if (error instanceof Refusal) {
        throw ApplicationFailure.nonRetryable(error.message, REFUSED, error.code);
      }
      throw error;
    }
    return toState(await steps.hold(preOrderId));
  };
}
