import { inBatches, type Progress } from '../concurrency/in-batches';
import type { Advanced } from '../db/line';

/**
 * Ends the places of all who wait for a sale that is over: its line refuses them, some at a time. Run again it goes on.
 * @returns how many were refused.
 */
export function refuseEveryoneWaiting(
  advance: () => Promise<Advanced>,
  progress?: Progress,
): Promise<number> {
  const batch = async () => {
    const { refused, more } = await advance();
    return { done: refused, more };
  };
  return inBatches(batch, progress);
}
