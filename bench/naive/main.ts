/** The naive program that ours is compared with: API and worker in one process, as in the SDK's samples. */
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Pool } from 'pg';
import { createNaiveActivities } from './activities';
import { NAIVE_QUEUE, reserveUpdate } from './contract';
import { listenFor } from './http';

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const address = process.env['TEMPORAL_ADDRESS'] as string;
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'] as string, max: 12 });
  const client = new Client({ connection: await Connection.connect({ address }) });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: NAIVE_QUEUE,
    workflowsPath: require.resolve('./workflow'),
    activities: createNaiveActivities(pool),
  });
  void worker.run();

  listenFor({
    start: (workflowId, input) =>
      client.workflow.executeUpdateWithStart(reserveUpdate, {
        startWorkflowOperation: new WithStartWorkflowOperation('naivePreOrder', {
          ...{ workflowId, taskQueue: NAIVE_QUEUE, workflowIdConflictPolicy: 'FAIL', args: [input] },
        }),
      }),
    async end(workflowId, _preOrderId, signal) {
      const handle = client.workflow.getHandle(workflowId);
      await handle.signal(signal);
      return handle.result() as Promise<string>;
    },
  });
}

void main();
