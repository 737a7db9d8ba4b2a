import { inBatches } from '../concurrency/in-batches';
import type { Database } from '../db/database';
import { LEFTOVERS, removeLeftovers } from '../db/leftovers';

/** How many rows a batch removes. */
const AT_ONCE = 1_000;

/** How long one run takes, in milliseconds. */
const RUN_MS = 5_000;

/** Removes for some seconds what signing in has left behind and nothing can need any more, in batches. */
export async function removeSignInLeftovers(db: Database): Promise<void> {
  const until = performance.now() + RUN_MS;
  for (const what of Object.keys(LEFTOVERS) as (keyof typeof LEFTOVERS)[])
    await inBatches(async () => {
      const done = await removeLeftovers(db, what, AT_ONCE);
      return { done, more: done === AT_ONCE && performance.now() < until };
    });
}
