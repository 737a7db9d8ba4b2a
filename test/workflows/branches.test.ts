/** The saga against fake activities: every answer that the database can give, every order of signal and timer. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { ActivityDependencies } from '../../activities/dependencies';
import type { MainActivities } from '../../src/contract/activities';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { createWorker } from '../../src/temporal/worker';
import { PRE_ORDER_WORKFLOW, preOrderWorkflowId } from '../../src/contract/names';
import {
  checkoutSignal,
  giveBackSignal,
  REFUSED,
  stateQuery,
  type PreOrderState,
} from '../../src/contract/pre-order';
import { record } from '../helpers/histories';
import { WORKFLOW_BUNDLE } from '../helpers/workflow-bundle';

type Answer = PreOrderState | Error | (() => Promise<PreOrderState>);
/** What the database will answer to each step, one after the other. */
interface Script {
  reserve: Answer[];
  sell?: Answer[];
  release?: Answer[];
}

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
};

let connection: NativeConnection;
let client: Client;
const queue = `branches-${randomUUID()}`;
let stop: (() => Promise<void>) | undefined;
async function startWorker(): Promise<void> {
  const worker: Worker = await createWorker(connection, 'default', queue, fakes, {
    workflowBundle: WORKFLOW_BUNDLE,
  });
  const running = worker.run();
  stop = async () => {
    stop = undefined;
    worker.shutdown();
    await running;
  };
}
beforeAll(async () => {
  connection = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] as string });
  await registerSearchAttributes(connection, 'default');
  client = new Client({ connection });
  await startWorker();
}, 60_000);
afterAll(async () => {
  await stop?.();
  await connection.close();
}, 30_000);

const handle = (id: string) => client.workflow.getHandle(preOrderWorkflowId(id));
const result = (id: string) => handle(id).result() as Promise<PreOrderState>;
const held = (remainingMs = 60_000): PreOrderState => ({
  status: 'pre_order',
  remainingMs,
  expiresAt: new Date(Date.now() + remainingMs).toISOString(),
});
const sold: PreOrderState = { status: 'sold' };
const accepted: PreOrderState = { status: 'checking_out' };
const ended = (reason: PreOrderState['reason']): PreOrderState => ({
  status: 'invalidated',
  ...(reason && { reason }),
});

async function start(script: Script): Promise<string> {
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
}
async function untilHeld(id: string): Promise<void> {
  while ((await handle(id).query(stateQuery)).status !== 'pre_order');
}
async function events(id: string) {
  return (await handle(id).fetchHistory()).events ?? [];
}
test('a checkout in time sells, and nothing is released', async () => {
  const id = await start({ reserve: [held()], sell: [sold] });
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(sold);
  expect(asked.get(id)).toEqual(['reserve', 'sell']);
  await record('sold', handle(id));
});

test('a deadline that moved twice is waited for twice, then the hold is released once', async () => {
  const id = await start({ reserve: [held(50)], release: [held(50), held(50), ended('idle')] });
  expect(await result(id)).toEqual(ended('idle'));
  expect(asked.get(id)).toEqual(['reserve', 'release', 'release', 'release']);
  await record('idle-after-activity', handle(id));
});

test('a timer that finds the checkout accepted sells', async () => {
  const id = await start({ reserve: [held(50)], release: [accepted], sell: [sold] });
  expect(await result(id)).toEqual(sold);
  expect(asked.get(id)).toEqual(['reserve', 'release', 'sell']);
  await record('accepted-without-signal', handle(id));
});

test('a checkout that the database judges too late is followed by the release', async () => {
  const id = await start({ reserve: [held()], sell: [held(50)], release: [ended('hold_ended')] });
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(ended('hold_ended'));
  expect(asked.get(id)).toEqual(['reserve', 'sell', 'release']);
});

test('a hold that is given back is released with that reason', async () => {
  const id = await start({ reserve: [held()], release: [ended('given_back')] });
  await untilHeld(id);
  await handle(id).signal(giveBackSignal);
  expect(await result(id)).toEqual(ended('given_back'));
  expect(asked.get(id)).toEqual(['reserve', 'release given_back']);
  await record('given-back', handle(id));
});

test('a pre-order that the database has already ended ends the workflow', async () => {
  const id = await start({ reserve: [{ status: 'cancelled', reason: 'event_cancelled' }] });
  expect(await result(id)).toEqual({ status: 'cancelled', reason: 'event_cancelled' });
});

test('a refused reservation is a result, not a failure, and needs no release', async () => {
  const id = await start({ reserve: [ApplicationFailure.nonRetryable('no', REFUSED, 'sold_out')] });
  expect(await result(id)).toEqual({ status: 'refused', reason: 'sold_out' });
  expect(asked.get(id)).toEqual(['reserve']);
  await record('refused', handle(id));
});

test('a step that does not succeed quickly continues as a regular activity, which operators can see', async () => {
  const down = () => new Error('the database is away');
  const id = await start({ reserve: [down(), down(), down(), held()], sell: [sold] });
  await untilHeld(id);
  await handle(id).signal(checkoutSignal);
  expect(await result(id)).toEqual(sold);
  const scheduled = (await events(id)).filter((event) => event.activityTaskScheduledEventAttributes);
  expect(scheduled).toHaveLength(1);
  await record('regular-activity', handle(id));
});

test('with a checkout and a give-back before the first task, the checkout wins', async () => {
  await stop?.();
  const id = await start({ reserve: [held()], sell: [sold] });
  await handle(id).signal(giveBackSignal);
  await handle(id).signal(checkoutSignal);
  await startWorker();
  expect(await result(id)).toEqual(sold);
  expect(asked.get(id)).toEqual(['reserve', 'sell']);
});

test.each([
  ['in time by the row', sold, ['reserve', 'sell']],
  ['too late by the row', ended('idle'), ['reserve', 'sell']],
])('with the signal and the timer in one task, the row decides: %s', async (_name, row, steps) => {
  const id = await start({ reserve: [held(300)], sell: [row] });
  await untilHeld(id);
  await stop?.();
  while (!(await events(id)).some((event) => event.timerFiredEventAttributes));
  await handle(id).signal(checkoutSignal);
  await startWorker();
  expect(await result(id)).toEqual(row);
  expect(asked.get(id)).toEqual(steps);
});

test('cancelled while it waits, the workflow compensates once and ends as cancelled', async () => {
  const id = await start({ reserve: [held()], release: [ended('ended_by_operator')] });
  await untilHeld(id);
  await handle(id).cancel();
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)).toEqual(['reserve', 'release ended_by_operator']);
  await record('cancelled', handle(id));
});

test('cancelled after an accepted checkout, the workflow still sells the tickets', async () => {
  const id = await start({ reserve: [held()], release: [accepted], sell: [sold] });
  await untilHeld(id);
  await handle(id).cancel();
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)).toEqual(['reserve', 'release ended_by_operator', 'sell']);
});

test('cancelled during the reservation, the workflow releases what it may have taken', async () => {
  const steps = new EventEmitter();
  const entered = once(steps, 'entered');
  const slow = async () => {
    const cancelled = once(steps, 'cancelled');
    steps.emit('entered');
    await cancelled;
    return held();
  };
  const id = await start({ reserve: [slow], release: [ended('ended_by_operator')] });
  await entered;
  await handle(id).cancel();
  steps.emit('cancelled');
  await expect(result(id)).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(asked.get(id)).toEqual(['reserve', 'release ended_by_operator']);
});

test('signals with bad input and unknown signals fail no task', async () => {
  const id = await start({ reserve: [held()], sell: [sold] });
  await untilHeld(id);
  await handle(id).signal('nonsense', { a: 1 });
  await handle(id).signal('checkout', 'x', { y: [null] });
  expect(await result(id)).toEqual(sold);
  expect((await events(id)).some((event) => event.workflowTaskFailedEventAttributes)).toBe(false);
});
