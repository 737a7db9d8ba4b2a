import { audit, type Offender } from '../db/audit';
import type { Database } from '../db/database';

/** An audit reads everything, so it comes only with every so many runs of the reconciler, which comes every minute. */
const MINUTES = 10;

/**
 * Audits now and then, after the reconciler: for alerts (docs/running.md). Which minutes have their turn is a matter of
 * the clock, so that any number of processes together make as many audits as one; each makes one when it begins, too.
 */
export function createAuditor(
  db: Database,
  onAudited: (found: Offender[]) => void,
  onError: (error: unknown) => void,
  minute: () => number = () => Math.floor(Date.now() / 60_000),
): () => Promise<void> {
  let audited = false;
  return async () => {
    if (audited && minute() % MINUTES !== 0) return;
    try {
      onAudited(await audit(db));
      audited = true;
    } catch (error) {
      // One that takes too long is not worth the reconciler's failure.
      onError(error);
    }
  };
}
