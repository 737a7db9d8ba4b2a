import { audit, type Offender } from '../db/audit';
import type { Database } from '../db/database';

/** An audit reads every row, so it runs only this often. The reconciler, which calls it, runs every minute. */
const MINUTES = 10;

/**
 * Creates the audit that follows each run of the reconciler, for alerts (docs/running.md). It runs once when the
 * process starts. After that the clock decides which minutes have an audit, so that many processes together run
 * as few audits as one.
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
      // An audit that times out must not fail the reconciler's run.
      onError(error);
    }
  };
}
