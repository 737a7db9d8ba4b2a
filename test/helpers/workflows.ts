import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { ActivityDependencies } from '../../activities/dependencies';
import type { Reconciled } from '../../src/domain/reconciled';
import { createEvents, type Events } from '../../src/events';
import { createEventLabels } from '../../src/events/event-labels';
import { refuseEveryoneWaiting } from '../../src/line/refuse-everyone';
import { createReserve } from '../../src/orders/reserve';
import { createReconciler } from '../../src/observability/reconciler';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { createWorker } from '../../src/temporal/worker';
import { createWorkflowClient, type WorkflowClient } from '../../src/temporal/workflow-client';
import { createTestDatabase, type TestDatabase } from './database';
import { WORKFLOW_BUNDLE } from './workflow-bundle';

export interface TestWorkflows {
  database: TestDatabase;
  events: Events;
  client: Client;
  taskQueue: string;
  workflows: WorkflowClient;
  reconcile(): Promise<Reconciled>;
  stop(): Promise<void>;
}

/** What the activities call, around a test's database. */
export function activityDependencies(database: TestDatabase, workflows?: WorkflowClient) {
  const onError = (error: unknown) => {
    throw error;
  };
  const events = createEvents({
    db: database.db,
    signalRefresh: workflows?.signalRefresh ?? (() => Promise.resolve()),
    onError,
  });
  return {
    events,
    orders: {
      reserve: createReserve({ db: database.db, store: database, onBatch: () => undefined }),
      sell: database.sell,
      release: database.giveBack,
      releaseOverdue: database.releaseOverdue,
    },
    line: {
      refuseEveryoneWaiting: (eventId: string) => refuseEveryoneWaiting(() => database.advance(eventId)),
    },
  };
}

/**
 * A worker on a task queue and a database of its own, on the Temporal that all tests share.
 * @param namespace of its own, for tests of what a namespace has only one of; it is created.
 * @param paymentsOf the use cases of money, around the test's database.
 */
export async function startTestWorkflows(
  namespace = 'default',
  paymentsOf?: (database: TestDatabase) => NonNullable<ActivityDependencies['payments']>,
): Promise<TestWorkflows> {
  const database = await createTestDatabase();
  const connection = await NativeConnection.connect({
    address: process.env['TEST_TEMPORAL_ADDRESS'] as string,
  });
  if (namespace !== 'default') await createNamespace(connection, namespace);
  await registerSearchAttributes(connection, namespace);
  const client = new Client({ connection, namespace });
  const taskQueue = `test-${randomUUID()}`;
  const labelsOf = createEventLabels(database.db);
  const workflows = createWorkflowClient({ client: () => client, taskQueue, eager: true, labelsOf });
  const reconcile = createReconciler(database.db, workflows, () => undefined);
  const deps = activityDependencies(database, workflows);
  const worker = await createWorker(
    connection,
    namespace,
    taskQueue,
    createActivities({
      ...deps,
      ...{ reconcile, payments: paymentsOf?.(database), giveUpMail: () => Promise.resolve() },
    }),
    { workflowBundle: WORKFLOW_BUNDLE },
  );
  const running = worker.run();
  return {
    ...{ database, events: deps.events, client, taskQueue, workflows, reconcile },
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
      await database.db.close();
    },
  };
}

async function createNamespace(connection: NativeConnection, namespace: string): Promise<void> {
  const workflowExecutionRetentionPeriod = msToTs('1 day');
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
}
