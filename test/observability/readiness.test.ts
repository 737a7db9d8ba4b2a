import type { Database } from '../../src/db/database';
import { createReadiness } from '../../src/observability/readiness';

const IDLE_FOR_LONG = { idleMs: 60_000 };

/** What is missing if these parts answer so. */
const missing = (query: () => Promise<unknown[]>, check: () => Promise<void>, workerRuns = true) =>
  createReadiness({
    db: { query } as unknown as Database,
    temporal: { check },
    workerRuns: () => workerRuns,
    starter: IDLE_FOR_LONG,
  })();
const away = () => Promise.reject(new Error('away'));
const fine = () => Promise.resolve([]);
const there = () => Promise.resolve();

test('nothing is missing when every part answers and no step is overdue', async () => {
  expect(await missing(fine, there)).toEqual([]);
});

test('each part that is away is named once, and no other', async () => {
  expect(await missing(away, there)).toEqual(['postgres']);
  expect(await missing(fine, away)).toEqual(['temporal']);
  expect(await missing(fine, there, false)).toEqual(['worker']);
});

test('a part that never answers is missing after a moment, and holds up no probe', async () => {
  const silent = () => new Promise<never>(() => undefined);
  expect(await missing(silent, silent)).toEqual(['postgres', 'temporal']);
});
