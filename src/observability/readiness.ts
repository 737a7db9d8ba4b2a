import type { Client } from '@temporalio/client';
import type { Database } from '../db/database';
import { readOverdueStepSeconds } from '../db/sale-numbers';

/** How long Temporal may take to answer, in milliseconds. */
const TEMPORAL_MS = 2_000;

/** A call whose step is overdue for so long, while this process makes no step at all, means that it is stuck; in seconds. */
const STUCK_SECONDS = 15;

export interface ReadinessOptions {
  db: Database;
  client: Client;
  namespace: string;
  workerRuns(): boolean;
  /** How long ago this process last made a due step, in milliseconds. */
  starter: { idleMs: number };
}

/** @returns a check that answers which of the needed parts don't work, by name; none when all is well. */
export function createReadiness({ db, client, namespace, workerRuns, starter }: ReadinessOptions) {
  const checks: Record<string, () => Promise<boolean>> = {
    async postgres() {
      await db.query({ name: 'ping', text: 'SELECT 1 FROM migration LIMIT 1' }, []);
      return true;
    },
    async temporal() {
      await client.withDeadline(Date.now() + TEMPORAL_MS, () =>
        client.workflowService.describeNamespace({ namespace }),
      );
      return true;
    },
    worker: () => Promise.resolve(workerRuns()),
    async workflow_starts() {
      if (starter.idleMs < STUCK_SECONDS * 1_000) return true;
      return (await readOverdueStepSeconds(db)) < STUCK_SECONDS;
    },
  };
  return async (): Promise<string[]> => {
    const found = Object.entries(checks).map(async ([name, check]) =>
      (await check().catch(() => false)) ? [] : [name],
    );
    return (await Promise.all(found)).flat();
  };
}
