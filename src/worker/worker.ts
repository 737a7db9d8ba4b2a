import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker, type NativeConnection } from '@temporalio/worker';
import type { Activities } from '../../activities';

/** Builds the worker of the sale; `run()` it, `shutdown()` drains it. */
export async function createWorker(
  connection: NativeConnection,
  namespace: string,
  taskQueue: string,
  activities: Activities,
): Promise<Worker> {
  const source = path.join(__dirname, '..', '..', 'workflows', 'pre-order');
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    workflowsPath: existsSync(`${source}.js`) ? `${source}.js` : `${source}.ts`,
    maxConcurrentLocalActivityExecutions: 200,
    // Eager starts need a free slot, so there are more slots than starts in flight.
    maxConcurrentWorkflowTaskExecutions: 100,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 32 },
    stickyQueueScheduleToStartTimeout: '2s',
    maxCachedWorkflows: 1_000,
    shutdownGraceTime: '5s',
  });
}
