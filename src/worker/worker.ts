import { Worker, type NativeConnection, type WorkerPlugin } from '@temporalio/worker';
import type { Activities } from '../../activities';
import { workflowCode } from './workflow-code';

/** Builds the worker of the sale; `run()` it, `shutdown()` drains it. */
export async function createWorker(
  connection: NativeConnection,
  namespace: string,
  taskQueue: string,
  activities: Activities,
  plugins: WorkerPlugin[] = [],
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    ...workflowCode(plugins.length > 0),
    plugins,
    maxConcurrentLocalActivityExecutions: 200,
    // Eager starts need a free slot, so there are more slots than starts in flight.
    maxConcurrentWorkflowTaskExecutions: 100,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 32 },
    stickyQueueScheduleToStartTimeout: '2s',
    maxCachedWorkflows: 1_000,
    shutdownGraceTime: '5s',
  });
}
