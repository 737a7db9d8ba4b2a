import { coalesce } from '../concurrency/coalesce';
import { readMailQueue } from '../db/mail';
import type { Database } from '../db/database';

/** How long an answer may be used again, in milliseconds. */
const REST_MS = 1_000;

/** @returns how long a mail that is queued now waits for those before it, in whole seconds. */
export function createMailDelay(db: Database, perSecond: number): () => Promise<number> {
  const queued = coalesce(async () => (await readMailQueue(db)).queued, REST_MS);
  return async () => Math.ceil((await queued('')) / perSecond);
}
