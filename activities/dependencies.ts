import type { Reconciled } from '../src/domain/reconciled';
import type { Events } from '../src/events';
import type { LineService } from '../src/line';
import type { Orders } from '../src/orders';

/** What the activities call. */
export interface ActivityDependencies {
  orders: Pick<Orders, 'reserve' | 'sell' | 'release' | 'releaseOverdue'>;
  events: Pick<Events, 'readSale' | 'act' | 'draw' | 'finishBulkChanges'>;
  line: Pick<LineService, 'refuseEveryoneWaiting'>;
  reconcile(): Promise<Reconciled>;
  giveUpMail(mailId: string, reason: string): Promise<void>;
}
