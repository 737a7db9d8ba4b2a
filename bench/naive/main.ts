/** The program to compare with: API and worker in one process, as the samples would have it. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import express from 'express';
import { Pool } from 'pg';
import { createNaiveActivities } from './activities';
import { checkoutSignal, giveBackSignal, NAIVE_QUEUE, reserveUpdate, type NaiveInput } from './contract';

const HOLD_MS = 600_000;

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

  const app = express();
  app.use(express.json());
  app.post('/pre-orders', async (request, response) => {
    const { ticketType, quantity, buyerId } = request.body as NaiveInput;
    const preOrderId = randomUUID();
    const status = await client.workflow.executeUpdateWithStart(reserveUpdate, {
      startWorkflowOperation: new WithStartWorkflowOperation('naivePreOrder', {
        workflowId: `naive-${preOrderId}`,
        taskQueue: NAIVE_QUEUE,
        workflowIdConflictPolicy: 'FAIL',
        args: [{ preOrderId, buyerId, ticketType, quantity, holdMs: HOLD_MS }],
      }),
    });
    response.status(status === 'held' ? 201 : 409).json({ id: preOrderId, status });
  });
  const end =
    (signal: typeof checkoutSignal | typeof giveBackSignal) =>
    async (request: express.Request, response: express.Response) => {
      const handle = client.workflow.getHandle(`naive-${String(request.params['id'])}`);
      await handle.signal(signal);
      response.json({ status: await handle.result() });
    };
  app.post('/pre-orders/:id/checkout', end(checkoutSignal));
  app.delete('/pre-orders/:id', end(giveBackSignal));
  const server = app.listen(0, '127.0.0.1', () => {
    process.stderr.write(`API http://127.0.0.1:${(server.address() as AddressInfo).port}/events\nReady.\n`);
  });
}

void main();
