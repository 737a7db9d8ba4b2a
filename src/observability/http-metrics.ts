import { Histogram, type Registry } from 'prom-client';
import type { Answered } from '../http/request-context';
import type { PreOrder } from '../domain/pre-order';

/** For how long the smallest difference that was seen is believed, in milliseconds: clocks are set and drift. */
const BELIEVED_MS = 60_000;

/** What this process answered, and how soon. */
export function createHttpMetrics(registry: Registry, buckets: number[]) {
  const requests = new Histogram({
    name: 'bilheteria_http_request_duration_seconds',
    help: 'From the head of a request until its answer was handed over; streams are not counted',
    labelNames: ['route', 'method', 'status'],
    buckets,
    registers: [registry],
  });
  const told = new Histogram({
    name: 'bilheteria_hold_to_answer_seconds',
    help: 'From the record of a hold until the answer that tells its buyer',
    buckets,
    registers: [registry],
  });
  // Finding a child by its labels costs more than observing; there are few.
  const children = new Map<string, { observe(seconds: number): void }>();
  const difference = new ClockDifference();

  return {
    onAnswered({ route, method, status, ms }: Answered): void {
      if (route.endsWith('/stream')) return;
      const kind = `${Math.floor(status / 100)}xx`;
      const key = `${method} ${route} ${kind}`;
      let child = children.get(key);
      if (!child) children.set(key, (child = requests.labels(route, method, kind)));
      child.observe(ms / 1_000);
    },
    onHoldTold({ status, heldAt, serverTime }: PreOrder): void {
      if (status !== 'pre_order' || !heldAt) return;
      const now = Date.now();
      told.observe(Math.max(0, now - difference.of(now, serverTime.getTime()) - heldAt.getTime()) / 1_000);
    },
  };
}

/**
 * How far this machine's clock is ahead of the database's, in milliseconds: no more than the smallest that was seen,
 * since every answer is older by its way. So a clock that is wrong doesn't make a wrong number.
 */
class ClockDifference {
  private now = Infinity;
  private before = Infinity;
  private since = -Infinity;

  of(here: number, there: number): number {
    if (here - this.since > BELIEVED_MS) [this.since, this.before, this.now] = [here, this.now, Infinity];
    this.now = Math.min(this.now, here - there);
    return Math.min(this.now, this.before);
  }
}
