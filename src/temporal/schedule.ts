import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { RECONCILE_SCHEDULE, RECONCILE_WORKFLOW } from '../contract/names';

/** Schedules the reconciler every minute, never two at once, and runs it now. Any number of processes may call this. */
export async function scheduleReconciler(client: Client, taskQueue: string): Promise<void> {
  const overlap = ScheduleOverlapPolicy.SKIP;
  try {
    await client.schedule.create({
      scheduleId: RECONCILE_SCHEDULE,
      spec: { intervals: [{ every: '1m' }] },
      action: {
        ...{ type: 'startWorkflow', workflowType: RECONCILE_WORKFLOW, taskQueue },
        workflowId: RECONCILE_WORKFLOW,
        staticSummary: 'Rows and workflows are compared',
      },
      policies: { overlap, catchupWindow: '1m' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  await client.schedule.getHandle(RECONCILE_SCHEDULE).trigger(overlap);
}
