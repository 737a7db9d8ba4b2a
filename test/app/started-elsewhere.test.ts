import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { PRE_ORDER_WORKFLOW, preOrderWorkflowId, TASK_QUEUE } from '../../src/contract/names';
import type { PreOrderInput, PreOrderState } from '../../src/contract/pre-order';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { givenServers } from '../helpers/given-servers';
import { inForm } from '../helpers/long';
import { order, show } from '../helpers/show';

/** More than a process has slots for its own starts. */
const STARTED_ELSEWHERE = inForm({ short: 60, long: 1_000 });

let folder: string;
let app: App;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'started-elsewhere-'));
  const servers = await givenServers(folder);
  app = await startApp(folder, servers);
  connection = await Connection.connect({ address: servers['TEMPORAL_ADDRESS'] as string });
  client = new Client({ connection, namespace: servers['TEMPORAL_NAMESPACE'] as string });
  const event = show(STARTED_ELSEWHERE + 100);
  expect((await ask(`${app.url}/admin/events/show`, 'PUT', app.adminToken, event)).status).toBe(201);
}, 120_000);
afterAll(async () => {
  await connection.close();
  await app.end('SIGTERM');
  await rm(folder, { recursive: true });
});

/** A backend that knows the workflow but not our API. */
async function startElsewhere(): Promise<string> {
  const preOrderId = randomUUID();
  const input: PreOrderInput = { preOrderId, eventId: 'show', buyerId: randomUUID(), ...order() };
  await client.workflow.start(PRE_ORDER_WORKFLOW, {
    workflowId: preOrderWorkflowId(preOrderId),
    taskQueue: TASK_QUEUE,
    args: [input],
  });
  return preOrderId;
}

test('a process on which another client starts workflows goes on starting its own', async () => {
  const ids: string[] = [];
  for (let left = STARTED_ELSEWHERE; left > 0; left -= 20)
    ids.push(...(await Promise.all(Array.from({ length: Math.min(left, 20) }, startElsewhere))));
  const state = (id: string) =>
    client.workflow.getHandle(preOrderWorkflowId(id)).query<PreOrderState>('state');
  for (const id of ids) while ((await state(id)).status === 'called');
  const statuses = await Promise.all(ids.map(async (id) => (await state(id)).status));
  expect(new Set(statuses)).toEqual(new Set(['pre_order']));

  const token = await newBuyer(app);
  const bought = await ask(`${app.url}/events/show/pre-orders`, 'POST', token, order(), {
    prefer: 'wait=10',
  });
  expect(bought).toMatchObject({ status: 201, body: { status: 'pre_order' } });
  expect((await ask(`${app.url}/ready`, 'GET')).status).toBe(200);
}, 300_000);
