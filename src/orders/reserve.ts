import type { PreOrder, PreOrderRequest } from '../domain/pre-order';
import type { OrderDependencies } from './dependencies';
import { createDirectJoin, type JoinDependencies } from './join';

/**
 * Turns the stock that was set aside at the call into tickets with a deadline. Without a call (another backend started
 * the workflow) the stock is taken here, unless somebody waits for it. Run twice: the same tickets, the same deadline.
 * @throws {Refusal} where it can't be granted.
 */
export function createReserve(
  deps: Pick<OrderDependencies, 'store'> & Omit<JoinDependencies, 'starter'>,
): (request: PreOrderRequest) => Promise<PreOrder | undefined> {
  const joinDirectly = createDirectJoin(deps);
  return async (request) => {
    const held = await deps.store.hold(request.preOrderId);
    if (held) return held;
    await joinDirectly(request);
    return deps.store.hold(request.preOrderId);
  };
}
