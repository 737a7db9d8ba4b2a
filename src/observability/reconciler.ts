import type { Database } from '../db/database';
import {
  findOver,
  oweSales,
  readOpenHolds,
  recordReconciled,
  type OpenHold,
  type Reconciled,
} from '../db/reconcile';

const PAGE = 1_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** What the reconciler sees and does of workflows. */
export interface ReconcilableFlows {
  /** The pre-orders whose workflows run, and the events whose sales' do; a moment old. */
  running(): Promise<{ preOrderIds: Set<string>; eventIds: string[] }>;
  /** Starts the workflow of a pre-order; one that runs is left alone. */
  start(preOrder: OpenHold): Promise<void>;
  /** Lets a workflow look at its row; one that has ended is no error. */
  signalLook(preOrderId: string): Promise<void>;
}

/**
 * Compares rows with workflows. A hold without a workflow (terminated by an operator, or lost with a restored
 * server) gets one that carries on from where the row is; a workflow whose row is over is told, and ends. Calls
 * and accepted checkouts have their leases for that. Run twice, or twice at once, it does no harm.
 */
export function createReconciler(
  db: Database,
  flows: ReconcilableFlows,
  onReconciled: (done: Reconciled) => void,
) {
  return async (): Promise<Reconciled> => {
    const { preOrderIds, eventIds } = await flows.running();
    const done: Reconciled = { restarted: await oweSales(db, eventIds), ended: 0 };
    let page: OpenHold[] = [];
    do {
      page = await readOpenHolds(db, page.at(-1)?.preOrderId ?? NO_ID, PAGE);
      for (const hold of page.filter((one) => !preOrderIds.has(one.preOrderId))) {
        await flows.start(hold);
        done.restarted++;
      }
    } while (page.length === PAGE);
    const ids = [...preOrderIds];
    for (let i = 0; i < ids.length; i += PAGE)
      for (const id of await findOver(db, ids.slice(i, i + PAGE))) {
        await flows.signalLook(id);
        done.ended++;
      }
    if (done.restarted + done.ended > 0) await recordReconciled(db, done);
    onReconciled(done);
    return done;
  };
}
