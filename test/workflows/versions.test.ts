/** A rolling deploy with Worker Versioning: two versions of the worker at once, whose sagas don't replay on each other. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities';
import { createEventLabels } from '../../src/events/event-labels';
import { findTemporalCli } from '../../src/embedded/temporal-cli';
import { waitFor } from '../../src/observability/wait-for';
import { createWorkflowClient, type WorkflowClient } from '../../src/temporal/workflow-client';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { listVersions, setCurrentVersion, versionOf } from '../../src/temporal/versioning';
import { preOrderWorkflowId, saleWorkflowId } from '../../src/contract/names';
import { stateQuery } from '../../src/contract/pre-order';
import { activityDependencies } from '../helpers/workflows';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

const address = process.env['TEST_TEMPORAL_ADDRESS'] as string;
const deploymentName = `test-${randomUUID()}`;
const queue = deploymentName;
const CODE = { '1': '../../workflows/index.ts', '2': './changed/index.ts' };

interface Version {
  client: Client;
  /** As a `serve` of this version starts workflows. */
  workflows: WorkflowClient;
  stop(): Promise<void>;
}
let sale: TestDatabase;
const undo: (() => Promise<void>)[] = [];
beforeAll(async () => {
  sale = await createTestDatabase();
  undo.push(sale.db.close);
}, 60_000);
afterAll(async () => {
  for (const step of undo.reverse()) await step();
}, 60_000);

const workflowsOf = (client: Client, eager: boolean) =>
  createWorkflowClient({
    client: () => client,
    taskQueue: queue,
    eager,
    labelsOf: createEventLabels(sale.db),
  });
const due = (eventId: string) => ({ eventId, name: 'Show' });

async function startVersion(buildId: keyof typeof CODE): Promise<Version> {
  const connection = await NativeConnection.connect({ address });
  await registerSearchAttributes(connection, 'default');
  const reconcile = () => Promise.resolve({ restarted: 0, ended: 0 });
  const worker = await Worker.create({
    ...{ connection, taskQueue: queue, workflowsPath: path.join(__dirname, CODE[buildId]) },
    activities: createActivities({
      ...activityDependencies(sale),
      reconcile,
      giveUpMail: () => Promise.resolve(),
    }),
    ...versionOf({ deploymentName, buildId }),
    stickyQueueScheduleToStartTimeout: '1s',
  });
  const running = worker.run();
  const client = new Client({ connection });
  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= (async () => {
      worker.shutdown();
      await running;
      await connection.close();
    })());
  undo.push(stop);
  return { client, workflows: workflowsOf(client, true), stop };
}

const event = (id: string) => onSale(sale.db, { pista: 20 }, { id });
async function called(workflows: WorkflowClient, eventId: string): Promise<string> {
  const asked = request(eventId, { pista: 1 });
  await sale.join(asked);
  await workflows.start(asked);
  return asked.preOrderId;
}
/** Which versions its tasks ran on, in order, and whether the first came back with the start. */
async function ran(client: Client, workflowId: string): Promise<{ eager: boolean; versions: string[] }> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const done = events?.flatMap((one) => one.workflowTaskCompletedEventAttributes ?? []) ?? [];
  const eager = events?.some((one) => one.workflowExecutionStartedEventAttributes?.eagerExecutionAccepted);
  return { eager: eager === true, versions: done.map((one) => one.deploymentVersion?.buildId ?? 'none') };
}
const makeCurrent = (client: Client, buildId: string) =>
  waitFor(
    buildId,
    () => setCurrentVersion(client, { deploymentName, buildId }),
    () => undefined,
  );

test('pre-orders end on the version they began on, new ones start on the new version, and a sale moves to it', async () => {
  const eventId = await event(`deploy-${randomUUID().slice(0, 8)}`);
  const one = await startVersion('1');
  expect(await listVersions(one.client, `${deploymentName}-none`)).toEqual([]);
  await makeCurrent(one.client, '1');
  await one.workflows.signalSale(due(eventId));
  const [begun, left] = [await called(one.workflows, eventId), await called(one.workflows, eventId)];
  const handle = (id: string) => one.client.workflow.getHandle(preOrderWorkflowId(id));
  for (const id of [begun, left]) while ((await handle(id).query(stateQuery)).status !== 'pre_order');

  const two = await startVersion('2');
  await makeCurrent(two.client, '2');
  // Through the task queue, as an `api` process starts it, and as the relay signals a sale.
  const client = new Client({ connection: two.client.connection });
  const apart = workflowsOf(client, false);
  const fresh = await called(apart, eventId);
  expect(await two.client.workflow.getHandle(preOrderWorkflowId(fresh)).result()).toEqual({
    status: 'called',
  });
  expect(await ran(client, preOrderWorkflowId(fresh))).toEqual({ eager: false, versions: ['2'] });
  const before = (await ran(client, saleWorkflowId(eventId))).versions;
  await apart.signalSale(due(eventId));
  const tasks = async () => (await ran(client, saleWorkflowId(eventId))).versions;
  while ((await tasks()).length === before.length);
  expect(new Set(before)).toEqual(new Set(['1']));
  expect((await tasks()).at(-1)).toBe('2');

  // What a process takes on it starts at once itself, whichever version is current.
  const [old, young] = [await called(one.workflows, eventId), await called(two.workflows, eventId)];
  while ((await handle(old).query(stateQuery)).status !== 'pre_order');
  expect(await ran(client, preOrderWorkflowId(old))).toEqual({ eager: true, versions: ['1'] });
  await handle(young).result();
  expect(await ran(client, preOrderWorkflowId(young))).toEqual({ eager: true, versions: ['2'] });

  for (const id of [begun, old]) {
    await sale.acceptCheckout(id);
    await apart.signalCheckout(id);
    expect(await handle(id).result()).toMatchObject({ status: 'sold' });
    expect(new Set((await ran(client, preOrderWorkflowId(id))).versions)).toEqual(new Set(['1']));
  }

  // One is left, and the list says so, a moment later.
  const pinned = async () => new Map((await listVersions(client, deploymentName)).map((v) => [v.buildId, v]));
  while ((await pinned()).get('1')?.pinned !== 1);
  expect([...(await pinned()).values()]).toEqual(
    expect.arrayContaining([
      { buildId: '1', current: false, pinned: 1 },
      { buildId: '2', current: true, pinned: 0 },
    ]),
  );
  // Its worker is gone for good: as docs/deploying.md says, it is sent to the current version, and must replay there.
  await one.stop();
  const cli = await findTemporalCli(process.env['TEMPORAL_CLI_PATH'], () => undefined);
  const move = [
    'workflow',
    'update-options',
    '--workflow-id',
    preOrderWorkflowId(left),
    '--address',
    address,
  ];
  await promisify(execFile)(cli, [...move, '--versioning-override-behavior', 'auto_upgrade']);
  while ((await pinned()).get('1')?.pinned !== 0);
  await client.workflow.getHandle(preOrderWorkflowId(left)).terminate();
}, 90_000);
