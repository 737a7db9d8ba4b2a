import type { Client } from '@temporalio/client';

/** What Temporal keeps of one workflow. */
export interface HistoryCost {
  events: number;
  bytes: number;
  workflowTasks: number;
  /** Billable Actions of Temporal Cloud, as far as a history shows them. */
  actions: number;
}

type Event = NonNullable<
  Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];

export async function historyCost(client: Client, workflowId: string): Promise<HistoryCost> {
  const handle = client.workflow.getHandle(workflowId);
  const events = (await handle.fetchHistory()).events ?? [];
  const { raw } = await handle.describe();
  return {
    events: events.length,
    bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? NaN),
    workflowTasks: events.filter((event) => event.workflowTaskCompletedEventAttributes).length,
    actions: actionsOf(events),
  };
}

/**
 * Counted as https://docs.temporal.io/cloud/actions says (read on 2026-11-25): a start, a timer, a signal, an update of search
 * attributes, a regular activity and each of its retries are one each; all markers, and so all local activities, of one
 * workflow task are one together. Not in a history, and so not here: queries, heartbeats, a schedule's own two.
 */
function actionsOf(events: Event[]): number {
  const tasksWithMarkers = new Set<string>();
  let others = 0;
  for (const event of events) {
    if (event.markerRecordedEventAttributes)
      tasksWithMarkers.add(String(event.markerRecordedEventAttributes.workflowTaskCompletedEventId));
    if (
      event.workflowExecutionStartedEventAttributes ??
      event.timerStartedEventAttributes ??
      event.workflowExecutionSignaledEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes ??
      event.activityTaskScheduledEventAttributes
    )
      others++;
    others += Math.max(0, (event.activityTaskStartedEventAttributes?.attempt ?? 1) - 1);
  }
  return others + tasksWithMarkers.size;
}
