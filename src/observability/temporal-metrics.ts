import type { Registry } from 'prom-client';
import type { TemporalLink } from '../temporal/link';
import { addGauge } from './gauge';

export type TemporalCheck = Pick<TemporalLink, 'check'>;

/** Temporal is asked at most once in this time, in milliseconds, however many scrapes there are. */
const FRESH_MS = 5_000;

/** How long a scrape waits for Temporal, in milliseconds. */
const TIMEOUT_MS = 1_500;

/** The SDK's own metrics don't say whether Temporal answers: its pollers count as polling while they retry. */
export function watchTemporal(registry: Registry, temporal: TemporalCheck): void {
  let askedAt = -Infinity;
  let answer: Promise<number> = Promise.resolve(0);
  const ask = () => {
    if (performance.now() - askedAt < FRESH_MS) return answer;
    askedAt = performance.now();
    return (answer = temporal.check(TIMEOUT_MS).then(
      () => 1,
      () => 0,
    ));
  };
  const help = '1 if Temporal answered and has the namespace, else 0';
  addGauge(registry, 'temporal_up', help, [], async () => [[await ask()]]);
}
