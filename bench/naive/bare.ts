/**
 * The barest possible program: eager starts, local activities, answers from memory when a step is done. No line, no
 * sessions, no checks, nothing for operators, and answers are lost with the process. It costs what the engine and SDK cost.
 */
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Pool } from 'pg';
import { createNaiveActivities } from './activities';
import { NAIVE_QUEUE, type NaiveInput } from './contract';
import { listenFor } from './http';

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

  listenFor({
    async start(workflowId, input) {
      const reserved = next(input.preOrderId);
      await client.workflow.start('naivePreOrder', {
        ...{ workflowId, taskQueue: NAIVE_QUEUE, requestEagerStart: true, args: [input] },
      });
      return reserved;
    },
    async end(workflowId, preOrderId, signal) {
      const ended = next(preOrderId);
      await client.workflow.getHandle(workflowId).signal(signal);
      return ended;
    },
  });
}

void main();
