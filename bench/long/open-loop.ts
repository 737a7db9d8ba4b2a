import { setTimeout as delay } from 'node:timers/promises';

/**
 * Makes calls at a fixed rate, whether or not earlier ones have ended, then waits for all of them.
 * @param call gets its number and when it was due (performance.now()); times measured from then include any queue.
 * @returns how many calls were made, and the longest delay of one against its due time, in milliseconds.
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
