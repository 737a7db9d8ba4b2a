import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '../concurrency/in-batches';
import { readCancelledRefunds } from '../db/refunds';
import type { PaymentDependencies } from './dependencies';
import type { createRefunds } from './refunds';

const PAGE = 100;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Makes the refunds of a cancelled event that are left, at the pace that the provider takes. Run again after a crash it
 * goes on. What the provider is still working on gets a workflow of its own.
 * @returns how many it asked the provider for.
 * @throws where some were not answered, after all others were made.
 */
export function createRefundCancelled(
  { db, signals, refundsPerSecond }: PaymentDependencies,
  refunds: Pick<ReturnType<typeof createRefunds>, 'make'>,
) {
  return async (eventId: string, { signal, onBatch }: Progress = {}): Promise<number> => {
    const began = performance.now();
    let asked = 0;
    let failure: unknown;
    let after = NO_ID;
    for (;;) {
      const page = await readCancelledRefunds(db, eventId, after, PAGE);
      for (const { id } of page) {
        signal?.throwIfAborted();
        await delay(Math.max(0, began + (asked * 1_000) / refundsPerSecond - performance.now()), undefined, {
          signal,
        });
        asked++;
        try {
          if (!(await refunds.make(id)).done) await signals.refund(id);
        } catch (error) {
          failure = error;
        }
        onBatch?.(asked);
      }
      after = page.at(-1)?.id ?? after;
      if (page.length < PAGE) break;
    }
    if (failure !== undefined) throw failure as Error;
    return asked;
  };
}
