import type { Client } from '@temporalio/client';
import type { Database } from '../db/database';
import { readOverdueStepSeconds } from '../db/sale-numbers';

/** How long Temporal may take to answer, in milliseconds. */
const TEMPORAL_MS = 2_000;

/** This process is stuck if a step has been overdue for this long and it has made none in that time, in seconds. */
const STUCK_SECONDS = 15;

export interface ReadinessOptions {
  db: Database;
  client: Client;
  namespace: string;
  workerRuns(): boolean;
  /** How long ago this process last made a due step, in milliseconds. */
  starter: { idleMs: number };
}

/** @returns a check that returns the names of the parts that aren't ready; none when all are. */
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
      // Without Postgres nothing is known of it, and `postgres` says so.
      return (await readOverdueStepSeconds(db).catch(() => 0)) < STUCK_SECONDS;
    },
  };
  return async (): Promise<string[]> => {
    const found = Object.entries(checks).map(async ([name, check]) =>
      (await check().catch(() => false)) ? [] : [name],
    );
    return (await Promise.all(found)).flat();
  };
}
