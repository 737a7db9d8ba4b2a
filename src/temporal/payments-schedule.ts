import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';
import { RECONCILE_PAYMENTS_SCHEDULE, RECONCILE_PAYMENTS_WORKFLOW } from '../contract/names';

/** Each day at half past four, UTC: few buy then, and banks have ended their day. */
const DAILY = { calendars: [{ hour: 4, minute: 30 }] };

/** Has the payments of the last days compared with the provider's books each day. There is one schedule, however many call this. */
export async function schedulePaymentsReconciliation(client: Client, taskQueue: string): Promise<void> {
  const options: ScheduleOptions = {
    scheduleId: RECONCILE_PAYMENTS_SCHEDULE,
    spec: DAILY,
    action: {
      type: 'startWorkflow',
      workflowType: RECONCILE_PAYMENTS_WORKFLOW,
      workflowId: RECONCILE_PAYMENTS_SCHEDULE,
      taskQueue,
    },
    policies: { overlap: 'SKIP', catchupWindow: '1 day' },
  };
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
