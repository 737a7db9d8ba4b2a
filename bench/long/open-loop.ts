import { setTimeout as delay } from 'node:timers/promises';

/**
 * Makes calls by the clock, so many a second for so long, whether or not earlier ones have ended; then waits for all.
 * @param call gets the number of the call and when it was due (performance.now()): times counted from there hide no queue.
 * @returns how many were made, and how late the latest was made, in milliseconds.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  call: (i: number, dueAt: number) => Promise<unknown>,
): Promise<{ count: number; latestMs: number }> {
  const began = performance.now();
  const count = Math.max(1, Math.round(perSecond * seconds));
  const all: Promise<unknown>[] = [];
  let latestMs = 0;
  for (let i = 0; i < count; i++) {
    const dueAt = began + (i * 1_000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await delay(early);
    latestMs = Math.max(latestMs, performance.now() - dueAt);
    all.push(call(i, dueAt));
  }
  await Promise.all(all);
  return { count, latestMs };
}
