/**
 * The fast path and nothing else: eager starts, local steps, answers from memory when a step is done. No line, no sessions, no
 * checks, nothing for operators, and answers are lost with the process. What it costs is what the engine and the SDK cost.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import express from 'express';
import { Pool } from 'pg';
import { createNaiveActivities } from './activities';
import { checkoutSignal, giveBackSignal, NAIVE_QUEUE, type NaiveInput } from './contract';

const HOLD_MS = 600_000;

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] as string });
  const client = new Client({ connection });
  const pool = new Pool({ connectionString: process.env['DATABASE_URL'] as string, max: 12 });
  const steps = createNaiveActivities(pool);
  const waiting = new Map<string, (status: string) => void>();
  const next = (id: string) => new Promise<string>((resolve) => waiting.set(id, resolve));
  const tell = (id: string, status: string) => {
    waiting.get(id)?.(status);
    waiting.delete(id);
    return status;
  };
  const worker = await Worker.create({
    ...{ connection, taskQueue: NAIVE_QUEUE, workflowsPath: require.resolve('./bare-workflow') },
    activities: {
      reserve: async (input: NaiveInput) => tell(input.preOrderId, await steps.reserve(input)),
      sell: async (id: string) => tell(id, await steps.sell(id)),
      release: async (id: string) => tell(id, await steps.release(id)),
    },
  });
  void worker.run();

  const app = express();
  app.use(express.json());
  app.post('/pre-orders', async (request, response) => {
    const { ticketType, quantity, buyerId } = request.body as NaiveInput;
    const preOrderId = randomUUID();
    const reserved = next(preOrderId);
    await client.workflow.start('naivePreOrder', {
      ...{ workflowId: `naive-${preOrderId}`, taskQueue: NAIVE_QUEUE, requestEagerStart: true },
      args: [{ preOrderId, buyerId, ticketType, quantity, holdMs: HOLD_MS }],
    });
    const status = await reserved;
    response.status(status === 'held' ? 201 : 409).json({ id: preOrderId, status });
  });
  const end =
    (signal: typeof checkoutSignal | typeof giveBackSignal) =>
    async (request: express.Request, response: express.Response) => {
      const id = String(request.params['id']);
      const ended = next(id);
      await client.workflow.getHandle(`naive-${id}`).signal(signal);
      response.json({ status: await ended });
    };
  app.post('/pre-orders/:id/checkout', end(checkoutSignal));
  app.delete('/pre-orders/:id', end(giveBackSignal));
  const server = app.listen(0, '127.0.0.1', () => {
    process.stderr.write(`API http://127.0.0.1:${(server.address() as AddressInfo).port}/events\nReady.\n`);
  });
}

void main();
