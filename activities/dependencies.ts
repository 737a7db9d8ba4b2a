import type { Reconciled } from '../src/domain/reconciled';
import type { Events } from '../src/events';
import type { LineService } from '../src/line';
import { Unavailable } from '../src/domain/unavailable';
import type { Orders } from '../src/orders';
import type { Payments } from '../src/payments';

/** What the activities call. */
export interface ActivityDependencies {
  orders: Pick<Orders, 'reserve' | 'sell' | 'release' | 'releaseOverdue'>;
  events: Pick<Events, 'readSale' | 'act' | 'draw' | 'finishBulkChanges'>;
  line: Pick<LineService, 'refuseEveryoneWaiting'>;
  /** Undefined where no payment provider is configured. */
  payments?:
    | (Pick<
        Payments,
        'start' | 'cancel' | 'abandon' | 'capture' | 'settle' | 'refundCancelled' | 'reconcile'
      > & {
        refunds: Pick<Payments['refunds'], 'make'>;
      })
    | undefined;
  reconcile(): Promise<Reconciled>;
  giveUpMail(mailId: string, reason: string): Promise<void>;
}

/** @throws {Unavailable} where none is configured: payments that were begun wait until one is again. */
export function paymentsOf({
  payments,
}: ActivityDependencies): NonNullable<ActivityDependencies['payments']> {
  if (!payments) throw new Unavailable('payments', new Error('No payment provider is configured.'));
  return payments;
}
