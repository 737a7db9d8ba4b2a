/**
 * Random histories: signals, cancellations and failing steps in any order against a fake database. The workflow always
 * ends, it sells or releases exactly once what it reserved, and its history replays.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { ActivityDependencies } from '../../activities/dependencies';
import type { MainActivities } from '../../src/contract/activities';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { createWorker } from '../../src/temporal/worker';
import { PRE_ORDER_WORKFLOW, preOrderWorkflowId } from '../../src/contract/names';
import { type PreOrderState } from '../../src/contract/pre-order';
import { inForm } from '../helpers/long';
import { WORKFLOW_BUNDLE } from '../helpers/workflow-bundle';
import { Row, type Deed, type Failure, type Script } from './fake-row';

/** Another one each time; FUZZ_SEED repeats one. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const WORKFLOWS_RUN = inForm({ short: 30, long: 150 });

const failures = fc.array(fc.constantFrom<Failure>('not done', 'answer lost'), { maxLength: 3 });
const script: fc.Arbitrary<Script> = fc.record({
  holdMs: fc.integer({ min: 0, max: 1_500 }),
  failures: fc.record({ reserve: failures, sell: failures, release: failures }),
  deeds: fc.array(
    fc.record({
      what: fc.constantFrom<Deed[]>(
        ...([
          'checkout',
          'giveBack',
          'refresh',
          'nonsense',
          'cancel',
          'accept',
          'accept unheard',
          'touch',
        ] as const),
      ),
      atMs: fc.integer({ min: 0, max: 2_000 }),
    }),
    { maxLength: 6 },
  ),
});

const rows = new Map<string, { row: Row; script: Script }>();
function step(id: string, name: keyof Script['failures'], work: (row: Row) => void): Promise<PreOrderState> {
  const { row, script } = rows.get(id) as { row: Row; script: Script };
  const failure = script.failures[name].shift();
  if (failure !== 'not done') work(row);
  return failure ? Promise.reject(new Error(failure)) : Promise.resolve(row.answer());
}
const fakes: MainActivities = {
  ...createActivities({} as ActivityDependencies),
  reserveTickets: ({ preOrderId }) => step(preOrderId, 'reserve', (row) => row.hold()),
  sellTickets: (id) => step(id, 'sell', (row) => row.sell()),
  releaseTickets: (id, reason) => step(id, 'release', (row) => row.release(reason)),
};

const queue = `fuzz-${randomUUID()}`;
let connection: NativeConnection;
let client: Client;
let stop: () => Promise<void>;
async function startWorker(): Promise<void> {
  const worker = await createWorker(connection, 'default', queue, fakes, {
    workflowBundle: WORKFLOW_BUNDLE,
  });
  const running = worker.run();
  stop = async () => {
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
  await stop();
  await connection.close();
}, 30_000);

const handle = (id: string) => client.workflow.getHandle(preOrderWorkflowId(id));
/** It may have ended before. */
const unlessEnded = (error: unknown) => {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
};
async function act(id: string, row: Row, what: Deed): Promise<void> {
  if (what === 'touch') row.touch();
  else if (what === 'accept unheard') row.accept();
  else if (what === 'cancel') await handle(id).cancel().catch(unlessEnded);
  else if (what !== 'accept') await handle(id).signal(what, { a: 1 }).catch(unlessEnded);
  else if (row.accept()) await handle(id).signal('checkout').catch(unlessEnded);
}

/** Runs one script. @returns the workflow's row and whether it ended as cancelled. */
async function run(one: Script): Promise<{ id: string; row: Row; cancelled: boolean }> {
  const id = randomUUID();
  const row = new Row(one);
  rows.set(id, { row, script: structuredClone(one) });
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
  const began = Date.now();
  const deeds = one.deeds.map(async ({ what, atMs }) => {
    await delay(Math.max(0, began + atMs - Date.now()));
    await act(id, row, what);
  });
  await Promise.all(deeds);
  const cancelled = await handle(id)
    .result()
    .then(() => false)
    .catch((error: unknown) => {
      if (error instanceof WorkflowFailedError && one.deeds.some(({ what }) => what === 'cancel'))
        return true;
      throw error;
    });
  return { id, row, cancelled };
}

test(`in any order of events the workflow ends, sells or releases once, and replays (FUZZ_SEED=${SEED})`, async () => {
  const scripts = fc.sample(script, { numRuns: WORKFLOWS_RUN, seed: SEED });
  const running = Promise.all(scripts.map(run));
  // Half-way another worker takes over and has to replay them.
  await delay(1_000);
  await stop();
  await startWorker();
  const ends = await running;
  for (const [i, { row, cancelled }] of ends.entries()) {
    const { times, status } = row;
    const about = JSON.stringify({ script: scripts[i], status, times, cancelled });
    expect([about, ['sold', 'invalidated'].includes(status)]).toEqual([about, true]);
    expect([about, times.sold + times.released]).toEqual([about, 1]);
    // Accepted is accepted, even if an operator cancelled the workflow.
    if (times.accepted > 0) expect([about, status]).toEqual([about, 'sold']);
  }
  const histories = async function* () {
    for (const { id } of ends)
      yield { workflowId: preOrderWorkflowId(id), history: await handle(id).fetchHistory() };
  };
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: WORKFLOW_BUNDLE },
    histories(),
  ))
    expect([workflowId, error]).toEqual([workflowId, undefined]);
  // Every kind of end was really met.
  for (const end of ['sold', 'invalidated']) expect(ends.map(({ row }) => row.status)).toContain(end);
}, 180_000);
