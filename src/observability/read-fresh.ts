import { setTimeout as delay } from 'node:timers/promises';

/** The database is asked at most once in this time, in milliseconds, however many scrapes there are. */
const FRESH_MS = 5_000;

/** How long a scrape waits for the database, in milliseconds. After that it goes without these numbers. */
const TIMEOUT_MS = 1_500;

/** @returns reads numbers for several gauges at once; undefined where the database doesn't answer in time. */
export function readFresh<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let readAt = -Infinity;
  let reading: Promise<T | undefined> = Promise.resolve(undefined);
  return () => {
    if (performance.now() - readAt >= FRESH_MS) {
      readAt = performance.now();
      reading = Promise.race([read().catch(() => undefined), delay(TIMEOUT_MS, undefined, { ref: false })]);
    }
    return reading;
  };
}
