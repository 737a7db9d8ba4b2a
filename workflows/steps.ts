/**
 * Each step is tried as a local activity first: one short SQL statement, no trip through the task queue. If it doesn't
 * succeed quickly (the database is away) it goes on as a regular activity with unlimited retries, which operators see.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Activities } from '../src/contract/activities';
import { REFUSED, type RefusedCode } from '../src/contract/pre-order';

export const reserveTickets = step('reserveTickets', 'Reserve tickets');
export const sellTickets = step('sellTickets', 'Sell tickets');
export const releaseTickets = step('releaseTickets', 'Release tickets');
export const readSale = step('readSale', 'Read the sale');
export const actOnSale = step('actOnSale', 'Do what the operator asked');

/** Not local, and few attempts: the next comparison is in a minute. */
export const { reconcile: compareRowsWithWorkflows } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  retry: { maximumAttempts: 3 },
});

/** These may take minutes where a million wait; run again they go on, which they do soon after a worker was killed. */
export const { drawLine, finishBulkChanges, refuseEveryoneWaiting } = proxyActivities<Activities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '500ms', maximumInterval: '10s' },
});

export function step<Name extends keyof Activities>(name: Name, summary: string): Activities[Name] {
  const local = proxyLocalActivities<Activities>({
    startToCloseTimeout: '2s',
    scheduleToCloseTimeout: '3s',
    retry: { maximumAttempts: 2, initialInterval: '100ms', nonRetryableErrorTypes: [REFUSED] },
    summary,
  })[name];
  const durable = proxyActivities<Activities>({
    startToCloseTimeout: '15s',
    retry: { initialInterval: '500ms', maximumInterval: '10s', nonRetryableErrorTypes: [REFUSED] },
    summary: `${summary} (retried as a regular activity)`,
  })[name];
  type Call = (...args: unknown[]) => Promise<unknown>;
  return (async (...args: unknown[]) => {
    try {
      return await (local as Call)(...args);
    } catch (error) {
      if (isCancellation(error) || refusalIn(error)) throw error;
      return await (durable as Call)(...args);
    }
  }) as Activities[Name];
}

/** Why a step was refused; undefined for any other failure. A local activity's failure comes unwrapped. */
export function refusalIn(error: unknown): RefusedCode | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== REFUSED) return undefined;
  return cause.details?.[0] as RefusedCode;
}
