/** Compares rows with workflows and mends what differs. */
import { condition, continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { compareNowSignal } from '../src/contract/reconcile';
import type { Reconciled } from '../src/domain/reconciled';
import { compareRowsWithWorkflows } from './steps';

const NOTHING: Reconciled = { restarted: 0, ended: 0 };

/** One workflow for as long as the program is used: it compares every minute, or at once when it is signalled. */
export async function reconciler(before: Reconciled = NOTHING): Promise<void> {
  const mended = { ...before };
  let signalled = false;
  setHandler(compareNowSignal, () => void (signalled = true));
  for (;;) {
    signalled = false;
    // A comparison that fails is no reason to end: the next one tries again.
    const { restarted, ended } = await compareRowsWithWorkflows().catch(() => NOTHING);
    mended.restarted += restarted;
    mended.ended += ended;
    setCurrentDetails(`Workflows started again: ${mended.restarted}; ended: ${mended.ended}.`);
    // The new run begins with a comparison, so a signal that comes now is not lost.
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof reconciler>(mended);
    await condition(() => signalled, '1 minute');
  }
}

/** One comparison, as a schedule of the version before starts it. */
export async function reconcile(): Promise<Reconciled> {
  return compareRowsWithWorkflows();
}
