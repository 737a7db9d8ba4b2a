import type { Client } from '@temporalio/client';
import type { Database } from '../../src/db/database';
import { createReadiness } from '../../src/observability/readiness';

const IDLE_FOR_LONG = { idleMs: 60_000 };

/** What is missing if these parts answer so. */
const missing = (query: () => Promise<unknown[]>, describe: () => Promise<unknown>, workerRuns = true) =>
  createReadiness({
    db: { query } as unknown as Database,
    client: {
      withDeadline: (_deadline: number, work: () => unknown) => work(),
      workflowService: { describeNamespace: describe },
    } as unknown as Client,
    namespace: 'default',
    workerRuns: () => workerRuns,
    starter: IDLE_FOR_LONG,
  })();
const away = () => Promise.reject(new Error('away'));
const fine = () => Promise.resolve([]);

test('nothing is missing when every part answers and no step is overdue', async () => {
  expect(await missing(fine, fine)).toEqual([]);
});

test('each part that is away is named once, and no other', async () => {
  expect(await missing(away, fine)).toEqual(['postgres']);
  expect(await missing(fine, away)).toEqual(['temporal']);
  expect(await missing(fine, fine, false)).toEqual(['worker']);
});
