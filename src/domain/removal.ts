import type { PreOrderStatus } from './pre-order';

/**
 * What can be removed from an event that is over: idempotency keys, pre-orders that ended without a sale, the record of
 * operators' actions, or all pre-orders and tickets with the draw's result.
 */
export type RemovalKind = 'keys' | 'unsold' | 'actions' | 'everything';

/** A removal, and what its report still counts. */
export interface Removal {
  what: RemovalKind;
  beganAt: Date;
  /** Null while it goes on. */
  endedAt: Date | null;
  /** The removed pre-orders by status. */
  counts: Partial<Record<PreOrderStatus, number>>;
  /** The price of those that were sold, in integer minor units. */
  revenueCents: number;
  /** Those that were sold and then cancelled with the event, and their price. */
  cancelledOrders: number;
  cancelledCents: number;
}
