import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { Reconciled } from '../../src/db/reconcile';
import { createSales, type Sales } from '../../src/db/sales';
import { createEventFacts } from '../../src/db/event-facts';
import { createReconciler } from '../../src/observability/reconciler';
import { createFlows, type RunningFlows } from '../../src/temporal/workflow-client';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { createWorker } from '../../src/temporal/worker';
import { createTestDatabase, type TestDatabase } from './database';

export interface TestFlows {
  sale: TestDatabase;
  sales: Sales;
  client: Client;
  flows: RunningFlows;
  reconcile(): Promise<Reconciled>;
  stop(): Promise<void>;
}

/** Starts a worker with its own task queue and database, on the Temporal that all tests share. */
export async function startTestFlows(): Promise<TestFlows> {
  const sale = await createTestDatabase();
  const sales = createSales(sale.db);
  const connection = await NativeConnection.connect({
    address: process.env['TEST_TEMPORAL_ADDRESS'] as string,
  });
  await registerSearchAttributes(connection, 'default');
  const client = new Client({ connection });
  const queue = `test-${randomUUID()}`;
  const flows = createFlows(client, queue, true, createEventFacts(sale.db));
  const reconcile = createReconciler(sale.db, flows, () => undefined);
  const activities = createActivities({ steps: sale, line: sale, sales, reconcile });
  const worker = await createWorker(connection, 'default', queue, activities);
  const running = worker.run();
  return {
    ...{ sale, sales, client, flows, reconcile },
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
      await sale.db.close();
    },
  };
}
