import type { PreOrderState } from '../src/contract/pre-order';
import type { PreOrder } from '../src/domain/pre-order';

/** What the workflow needs to know of a pre-order. One that doesn't exist holds nothing: it is over. */
export function toState(preOrder: PreOrder | undefined): PreOrderState {
  if (!preOrder) return { status: 'refused' };
  const { status, expiresAt, remainingMs, reason, payment } = preOrder;
  return {
    status,
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(remainingMs !== undefined && { remainingMs }),
    ...(reason && { reason }),
    ...(payment && {
      payment: {
        ...{ attempt: payment.attempt, method: payment.method },
        ...{ status: payment.status, opened: payment.opened },
      },
    }),
  };
}
