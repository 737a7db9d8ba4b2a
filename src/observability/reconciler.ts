import type { Reconciled } from '../domain/reconciled';
import type { Database } from '../db/database';
import { claimDue } from '../db/line';
import { findOver, readOpenHolds, recordReconciled } from '../db/reconcile';
import { signalMissingSales } from '../db/sale';
import type { PreOrderRequest } from '../domain/pre-order';
import { LEASE_SECONDS } from '../line/leases';
import type { WorkflowClient } from '../temporal/workflow-client';

/** For how long a row and its workflow may differ, in seconds, because one follows the other. */
const GRACE_SECONDS = 15;

/** The reconciler makes steps that are overdue for this long, in seconds, and at most this many in a run. */
const OVERDUE_SECONDS = 60;
const OVERDUE_AT_ONCE = 100;

const PAGE = 1_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Compares rows with workflows. A hold without a workflow (terminated by an operator, or lost when a server was
 * restored) gets one that continues from the row's state. So does an overdue call or checkout. A workflow whose row
 * is over is signalled, and ends. It may run twice, or twice at once.
 */
export function createReconciler(
  db: Database,
  workflows: Pick<WorkflowClient, 'running' | 'start' | 'checkout' | 'signalRefresh'>,
  onReconciled: (done: Reconciled) => void,
): () => Promise<Reconciled> {
  return async () => {
    const { preOrderIds, eventIds } = await workflows.running();
    const done = {
      restarted:
        (await signalMissingSales(db, eventIds, GRACE_SECONDS)) +
        (await restartHolds(preOrderIds)) +
        (await makeOverdueSteps()),
      ended: await endOutlived([...preOrderIds]),
    };
    if (done.restarted + done.ended > 0) await recordReconciled(db, done);
    onReconciled(done);
    return done;
  };

  async function restartHolds(running: Set<string>): Promise<number> {
    let restarted = 0;
    let page: PreOrderRequest[] = [];
    do {
      page = await readOpenHolds(db, page.at(-1)?.preOrderId ?? NO_ID, PAGE, GRACE_SECONDS);
      const missing = page.filter((one) => !running.has(one.preOrderId));
      for (const hold of missing) await workflows.start(hold);
      restarted += missing.length;
    } while (page.length === PAGE);
    return restarted;
  }

  async function makeOverdueSteps(): Promise<number> {
    const due = await claimDue(db, OVERDUE_AT_ONCE, LEASE_SECONDS, OVERDUE_SECONDS);
    for (const one of due) await (one.status === 'called' ? workflows.start(one) : workflows.checkout(one));
    return due.length;
  }

  async function endOutlived(running: string[]): Promise<number> {
    let ended = 0;
    for (let i = 0; i < running.length; i += PAGE) {
      const over = await findOver(db, running.slice(i, i + PAGE), GRACE_SECONDS);
      for (const id of over) await workflows.signalRefresh(id);
      ended += over.length;
    }
    return ended;
  }
}
