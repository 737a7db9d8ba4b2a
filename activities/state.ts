import type { PreOrderNow } from '../src/db/rows';
import type { PreOrderState } from '../src/contract';

/** What the flow needs to know of a pre-order. One that doesn't exist holds nothing: it is over. */
export function toState(preOrder: PreOrderNow | undefined): PreOrderState {
  if (!preOrder) return { status: 'refused' };
  const { status, expiresAt, remainingMs, reason } = preOrder;
  return {
    status,
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(remainingMs !== undefined && { remainingMs }),
    ...(reason && { reason }),
  };
}
