import { Worker, type NativeConnection, type WorkerPlugin } from '@temporalio/worker';
import type { Activities } from '../contract/activities';
import { versionOf, type WorkerVersion } from './versioning';
import { workflowCode } from './workflow-code';

export interface WorkerExtras {
  /** Its build, if Worker Versioning is used. */
  version?: WorkerVersion | undefined;
  plugins?: WorkerPlugin[];
}

/**
 * How many open holds stay in memory. The workflow of any other hold replays its history before its next step. Each
 * takes about 90 kB; with more than this, garbage collection pauses were long (docs/decisions.md).
 */
const CACHED_WORKFLOWS = 2_500;

/** Creates a worker for every workflow and activity. `run()` starts it, `shutdown()` drains it. */
export async function createWorker(
  connection: NativeConnection,
  namespace: string,
  taskQueue: string,
  activities: Activities,
  { version, plugins = [] }: WorkerExtras = {},
): Promise<Worker> {
  return Worker.create({
    ...{ connection, namespace, taskQueue, activities, plugins },
    ...workflowCode(plugins.length > 0),
    ...versionOf(version),
    maxConcurrentLocalActivityExecutions: 200,
    // Eager starts need a free slot, so there are more slots than starts in flight.
    maxConcurrentWorkflowTaskExecutions: 100,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 32 },
    stickyQueueScheduleToStartTimeout: '2s',
    maxCachedWorkflows: CACHED_WORKFLOWS,
    shutdownGraceTime: '5s',
  });
}
