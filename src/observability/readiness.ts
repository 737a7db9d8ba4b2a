import type { Client } from '@temporalio/client';
import type { Database } from '../db/database';

/** How long Temporal may take to answer, in milliseconds. */
const PATIENCE_MS = 2_000;

/** Looks which of the parts that the work needs don't answer, by name; none when all is well. */
export function createReadiness(
  db: Database,
  client: Client,
  namespace: string,
  workerRuns: () => boolean,
): () => Promise<string[]> {
  const checks: [string, () => Promise<unknown>][] = [
    ['postgres', () => db.query({ name: 'ping', text: 'SELECT 1 FROM migration LIMIT 1' }, [])],
    [
      'temporal',
      () =>
        client.withDeadline(Date.now() + PATIENCE_MS, () =>
          client.workflowService.describeNamespace({ namespace }),
        ),
    ],
    ['worker', () => (workerRuns() ? Promise.resolve() : Promise.reject(new Error('not running')))],
  ];
  return async () => {
    const missing = checks.map(([name, check]) =>
      check().then(
        () => [],
        () => [name],
      ),
    );
    return (await Promise.all(missing)).flat();
  };
}
