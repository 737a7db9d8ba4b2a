import { Histogram, type Registry } from 'prom-client';
import { PROBES, type Answered } from '../http/request-context';
import type { PreOrder } from '../domain/pre-order';

/** For how long a clock difference is trusted, in milliseconds: clocks drift and are set. */
const TRUSTED_MS = 60_000;

/** What this process answered, and how fast. */
export function createHttpMetrics(registry: Registry, buckets: number[]) {
  const requests = new Histogram({
    name: 'bilheteria_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its response, without streams and probes',
    labelNames: ['route', 'method', 'status'],
    buckets,
    registers: [registry],
  });
  const told = new Histogram({
    name: 'bilheteria_hold_to_answer_seconds',
    help: 'Time from the record of a hold to the response that tells its buyer',
    buckets,
    registers: [registry],
  });
  // Finding a series by its labels costs more than observing a value, and there are few of them.
  const series = new Map<string, { observe(seconds: number): void }>();
  const difference = new ClockDifference();

  return {
    onAnswered({ route, method, status, ms }: Answered): void {
      if (route.endsWith('/stream') || PROBES.includes(route)) return;
      const kind = `${Math.floor(status / 100)}xx`;
      const key = `${method} ${route} ${kind}`;
      let one = series.get(key);
      if (!one) series.set(key, (one = requests.labels(route, method, kind)));
      one.observe(ms / 1_000);
    },
    onHoldTold({ status, heldAt, serverTime }: PreOrder): void {
      if (status !== 'pre_order' || !heldAt) return;
      const now = Date.now();
      told.observe(Math.max(0, now - difference.of(now, serverTime.getTime()) - heldAt.getTime()) / 1_000);
    },
  };
}

/**
 * How far this machine's clock is ahead of the database's, in milliseconds, so that a wrong clock gives no wrong
 * latency. Every answer arrives later than its time says, so the smallest recent difference is the best estimate.
 */
class ClockDifference {
  private now = Infinity;
  private before = Infinity;
  private since = -Infinity;

  of(here: number, there: number): number {
    if (here - this.since > TRUSTED_MS) [this.since, this.before, this.now] = [here, this.now, Infinity];
    this.now = Math.min(this.now, here - there);
    return Math.min(this.now, this.before);
  }
}
