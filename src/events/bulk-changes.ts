import { inBatches, type Progress } from '../concurrency/in-batches';
import { runBulkBatch } from '../db/bulk-changes';
import type { Database } from '../db/database';

/** How many pre-orders a batch changes: their rows are locked for as long as that takes. */
const AT_ONCE = 500;

/** Makes the first batch, so that a small event is done when its operator gets the answer. @returns as `onCancelled` gets. */
export async function beginBulkChange(db: Database, eventId: string): Promise<string[]> {
  return (await runBulkBatch(db, eventId, AT_ONCE)).open;
}

/**
 * Finishes what an operator did to all pre-orders of the event, in batches. Run again after a crash it goes on; run by
 * two at once they take turns.
 * @param onCancelled gets pre-orders that were open and are cancelled, whose workflows must be signalled.
 * @returns how many pre-orders were changed.
 */
export function finishBulkChanges(
  db: Database,
  eventId: string,
  onCancelled: (preOrderIds: string[]) => void,
  progress?: Progress,
): Promise<number> {
  const batch = async () => {
    const { done, open, more } = await runBulkBatch(db, eventId, AT_ONCE);
    if (open.length > 0) onCancelled(open);
    return { done, more };
  };
  return inBatches(batch, progress);
}
