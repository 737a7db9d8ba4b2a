import {
  Worker,
  type NativeConnection,
  type WorkerPlugin,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { Activities, MainActivities } from '../contract/activities';
import { mailTaskQueue } from '../contract/names';
import { versionOf, type WorkerVersion } from './versioning';
import { workflowCode } from './workflow-code';

export interface WorkerExtras {
  /** Its build, if Worker Versioning is used. */
  version?: WorkerVersion | undefined;
  plugins?: WorkerPlugin[];
  /** The workflows, if they are bundled elsewhere than `npm run build` does it. */
  workflowBundle?: WorkflowBundleOption;
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
  activities: MainActivities,
  { version, plugins = [], workflowBundle }: WorkerExtras = {},
): Promise<Worker> {
  return Worker.create({
    ...{ connection, namespace, taskQueue, activities, plugins },
    ...(workflowBundle ? { workflowBundle } : workflowCode(plugins.length > 0)),
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

/** A few mails are handed over at once; the pace is that of the task queue, whatever the number of workers. */
const MAILS_AT_ONCE = 5;

/**
 * Creates the worker that hands mails to the mail server.
 * @param taskQueue that of the workflows; it takes the one beside it.
 * @param perSecond how many mails the server takes, from all workers together.
 */
export async function createMailWorker(
  connection: NativeConnection,
  namespace: string,
  taskQueue: string,
  sendMail: Activities['sendMail'],
  perSecond: number,
): Promise<Worker> {
  return Worker.create({
    ...{ connection, namespace, taskQueue: mailTaskQueue(taskQueue), activities: { sendMail } },
    maxTaskQueueActivitiesPerSecond: perSecond,
    maxConcurrentActivityTaskExecutions: MAILS_AT_ONCE,
    maxConcurrentActivityTaskPolls: 2,
    shutdownGraceTime: '5s',
  });
}
