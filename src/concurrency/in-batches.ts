import { setTimeout as delay } from 'node:timers/promises';

/** Who follows a long work, and may end it. */
export interface Progress {
  /** Called after each batch with all that was done so far. */
  onBatch?(done: number): void;
  /** Ends the work after the batch that runs. */
  signal?: AbortSignal;
}

/**
 * Makes one batch after the other until there is no more. After each it pauses for as long as the batch took, so that
 * others get at least as much of the database.
 * @returns how much was done.
 * @throws the reason of the signal.
 */
export async function inBatches(
  batch: () => Promise<{ done: number; more: boolean }>,
  { onBatch, signal }: Progress = {},
): Promise<number> {
  let total = 0;
  for (;;) {
    signal?.throwIfAborted();
    const began = performance.now();
    const { done, more } = await batch();
    total += done;
    onBatch?.(total);
    if (!more) return total;
    await delay(performance.now() - began);
  }
}
