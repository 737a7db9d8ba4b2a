import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import { poll } from '../concurrency/poller';
import { compareNowSignal } from '../contract/reconcile';
import { RECONCILE_SCHEDULE, RECONCILER_WORKFLOW } from '../contract/names';

/** How soon the reconciler runs again after somebody ended it, in milliseconds. */
const LOOK_MS = 60_000;

/**
 * Has the reconciler compare now, and keeps it running: there is one workflow, whatever number of processes call this.
 * @returns stops looking; the workflow goes on.
 */
export async function keepReconciling(
  client: Client,
  taskQueue: string,
  onError: (error: unknown) => void,
): Promise<() => void> {
  const options = {
    ...{ workflowId: RECONCILER_WORKFLOW, taskQueue },
    // It never ends, and a pinned one would need workers of its first build (as `signalSale`).
    versioningOverride: 'AUTO_UPGRADE' as const,
    staticSummary: 'Rows and workflows are compared',
  };
  await removeSchedule(client);
  await client.workflow.signalWithStart(RECONCILER_WORKFLOW, { ...options, signal: compareNowSignal });
  const look = () =>
    client.workflow.start(RECONCILER_WORKFLOW, { ...options, workflowIdConflictPolicy: 'USE_EXISTING' });
  return poll(LOOK_MS, look, onError);
}

/** The version before started a workflow every minute by a schedule. */
async function removeSchedule(client: Client): Promise<void> {
  try {
    await client.schedule.getHandle(RECONCILE_SCHEDULE).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
