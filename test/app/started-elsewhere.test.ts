import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { PRE_ORDER_WORKFLOW, preOrderWorkflowId, TASK_QUEUE } from '../../src/contract/names';
import { ask, newBuyer, startApp, type App } from '../helpers/app';

/** More than a process has slots for its own starts. */
const STARTED_ELSEWHERE = Number(process.env['STARTED_ELSEWHERE'] ?? 60);

let folder: string;
let app: App;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'started-elsewhere-'));
  app = await startApp(folder);
  connection = await Connection.connect({ address: app.temporalAddress });
});
afterAll(async () => {
  await connection.close();
  await app.end('SIGTERM');
  await rm(folder, { recursive: true });
});
