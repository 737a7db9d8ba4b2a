import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../db/database';
import { readOverdueStepSeconds } from '../db/sale-numbers';
import type { TemporalLink } from '../temporal/link';

/** How long a part may take to answer, in milliseconds. Probes give up soon after. */
const ANSWER_MS = 1_500;

/** This process is stuck if a step has been overdue for this long and it has made none in that time, in seconds. */
const STUCK_SECONDS = 15;

export interface ReadinessOptions {
  db: Database;
  temporal: Pick<TemporalLink, 'check'>;
  workerRuns(): boolean;
  /** How long ago this process last made a due step, in milliseconds. */
  starter: { idleMs: number };
}

/** @returns what the answer is, or this instead if there is none in time. */
const within = <T>(answer: Promise<T>, instead: T): Promise<T> =>
  Promise.race([answer, delay(ANSWER_MS, instead, { ref: false })]);

/** @returns a check that returns the names of the parts that aren't ready, within two seconds; none when all are. */
export function createReadiness({ db, temporal, workerRuns, starter }: ReadinessOptions) {
  const checks: Record<string, () => Promise<boolean>> = {
    postgres() {
      const ping = db.query({ name: 'ping', text: 'SELECT 1 FROM migration LIMIT 1' }, []);
      return within(
        ping.then(() => true),
        false,
      );
    },
    temporal: () =>
      within(
        temporal.check(ANSWER_MS).then(() => true),
        false,
      ),
    worker: () => Promise.resolve(workerRuns()),
    async workflow_starts() {
      if (starter.idleMs < STUCK_SECONDS * 1_000) return true;
      // Without Postgres nothing is known of it, and `postgres` says so.
      const overdue = readOverdueStepSeconds(db).catch(() => 0);
      return (await within(overdue, 0)) < STUCK_SECONDS;
    },
  };
  return async (): Promise<string[]> => {
    const found = Object.entries(checks).map(async ([name, check]) => {
      return (await check().catch(() => false)) ? [] : [name];
    });
    return (await Promise.all(found)).flat();
  };
}
