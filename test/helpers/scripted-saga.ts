/** The saga on a real Temporal server, against activities that answer what a script says. */
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { ActivityDependencies } from '../../activities/dependencies';
import type { MainActivities } from '../../src/contract/activities';
import { PRE_ORDER_WORKFLOW, preOrderWorkflowId } from '../../src/contract/names';
import { stateQuery, type PreOrderState } from '../../src/contract/pre-order';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { createWorker } from '../../src/temporal/worker';
import { WORKFLOW_BUNDLE } from './workflow-bundle';

type Answer = PreOrderState | Error | (() => Promise<PreOrderState>);

/** What will be answered to each step, one after the other. */
export interface Script {
  reserve: Answer[];
  sell?: Answer[];
  release?: Answer[];
  startPayment?: Answer[];
  cancelPayment?: Answer[];
  abandonPayment?: Answer[];
  capture?: Answer[];
}

export type ScriptedSaga = ReturnType<typeof useScriptedSaga>;

/** A worker for the tests of a file. Hooks start it before the first and stop it after the last. */
export function useScriptedSaga() {
  const scripts = new Map<string, Script>();
  const asked = new Map<string, string[]>();
  async function answer(id: string, step: keyof Script, reason?: string): Promise<PreOrderState> {
    asked.get(id)?.push(reason ? `${step} ${reason}` : step);
    const next = scripts.get(id)?.[step]?.shift();
    if (next === undefined) throw ApplicationFailure.nonRetryable(`the script has no ${step}`);
    if (next instanceof Error) throw next;
    return typeof next === 'function' ? next() : next;
  }
  const fakes: MainActivities = {
    ...createActivities({} as ActivityDependencies),
    reserveTickets: ({ preOrderId }) => answer(preOrderId, 'reserve'),
    sellTickets: (id) => answer(id, 'sell'),
    releaseTickets: (id, reason) => answer(id, 'release', reason),
    startPayment: (id) => answer(id, 'startPayment'),
    cancelPayment: (id, reason) => answer(id, 'cancelPayment', reason),
    abandonPayment: (id, reason) => answer(id, 'abandonPayment', reason),
    capturePayment: (id) => answer(id, 'capture'),
  };

  let connection: NativeConnection;
  let client: Client;
  let worker: Worker | undefined;
  let running: Promise<void> | undefined;
  const queue = `scripted-${randomUUID()}`;
  const handle = (id: string) => client.workflow.getHandle(preOrderWorkflowId(id));
  const saga = {
    asked,
    handle,
    result: (id: string) => handle(id).result() as Promise<PreOrderState>,
    async startWorker(): Promise<void> {
      worker = await createWorker(connection, 'default', queue, fakes, { workflowBundle: WORKFLOW_BUNDLE });
      running = worker.run();
    },
    async stopWorker(): Promise<void> {
      worker?.shutdown();
      worker = undefined;
      await running;
    },
    async start(script: Script): Promise<string> {
      const id = randomUUID();
      scripts.set(id, script);
      asked.set(id, []);
      await client.workflow.start(PRE_ORDER_WORKFLOW, {
        workflowId: preOrderWorkflowId(id),
        taskQueue: queue,
        workflowTaskTimeout: '2s',
        args: [
          {
            preOrderId: id,
            eventId: 'show',
            buyerId: randomUUID(),
            items: [{ ticketType: 'pista', quantity: 1 }],
          },
        ],
      });
      return id;
    },
    async until(id: string, status: PreOrderState['status']): Promise<void> {
      while ((await handle(id).query(stateQuery)).status !== status);
    },
    async events(id: string) {
      return (await handle(id).fetchHistory()).events ?? [];
    },
  };
  beforeAll(async () => {
    connection = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] as string });
    await registerSearchAttributes(connection, 'default');
    client = new Client({ connection });
    await saga.startWorker();
  }, 60_000);
  afterAll(async () => {
    await saga.stopWorker();
    await connection.close();
  }, 30_000);
  return saga;
}

export const held = (remainingMs = 60_000): PreOrderState => ({
  status: 'pre_order',
  remainingMs,
  expiresAt: new Date(Date.now() + remainingMs).toISOString(),
});

export const ended = (reason: PreOrderState['reason']): PreOrderState => ({
  status: 'invalidated',
  ...(reason && { reason }),
});
