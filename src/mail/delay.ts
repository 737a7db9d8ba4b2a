import { readMailQueue } from '../db/mail';
import type { Database } from '../db/database';

/** How long an answer is used again, in milliseconds. Those who ask for codes never wait for it, nor read it each. */
const FRESH_MS = 1_000;

/** A mail may take so long, in seconds, although the server takes each at once. */
const USUAL_SECONDS = 5;

/**
 * @returns how long a mail that is queued now waits for those before it, in whole seconds. While the mail server takes
 * none, nobody knows; it is then at least as long as others have waited.
 */
export function createMailDelay(db: Database, perSecond: number): () => Promise<number> {
  let readAt = -Infinity;
  let reading = Promise.resolve(0);
  return () => {
    if (performance.now() - readAt >= FRESH_MS) {
      readAt = performance.now();
      reading = readMailQueue(db).then(({ queued, stalledSeconds }) =>
        Math.ceil(Math.max(queued / perSecond, stalledSeconds >= USUAL_SECONDS ? stalledSeconds : 0)),
      );
      // A failure is for those who share it; the next one reads again.
      reading.catch(() => (readAt = -Infinity));
    }
    return reading;
  };
}
