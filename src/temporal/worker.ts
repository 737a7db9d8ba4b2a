import { Worker, type NativeConnection, type WorkerPlugin } from '@temporalio/worker';
import type { Activities } from '../contract/activities';
import { versionOf, type WorkerVersion } from './versioning';
import { workflowCode } from './workflow-code';

export interface WorkerExtras {
  /** The build that it is, where Worker Versioning is wanted. */
  version?: WorkerVersion | undefined;
  plugins?: WorkerPlugin[];
}

/**
 * So many open holds wait in memory, the others read their history first when something happens to them. Each takes some
 * 90 kB; more than this made the collector's pauses long (docs/decisions.md).
 */
const CACHED_WORKFLOWS = 2_500;

/** Builds the worker of the sale; `run()` it, `shutdown()` drains it. */
export async function createWorker(
  connection: NativeConnection,
  namespace: string,
  taskQueue: string,
  activities: Activities,
  { version, plugins = [] }: WorkerExtras = {},
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    ...workflowCode(plugins.length > 0),
    ...versionOf(version),
    plugins,
    maxConcurrentLocalActivityExecutions: 200,
    // Eager starts need a free slot, so there are more slots than starts in flight.
    maxConcurrentWorkflowTaskExecutions: 100,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 8, maximum: 32 },
    stickyQueueScheduleToStartTimeout: '2s',
    maxCachedWorkflows: CACHED_WORKFLOWS,
    shutdownGraceTime: '5s',
  });
}
