import { inBatches, type Progress } from '../concurrency/in-batches';
import type { Database } from '../db/database';
import { recordAction } from '../db/operator-actions';
import { beginRemoval, findRemovalsDue, readEnded, readRemovals, removeRecords } from '../db/removals';
import { Refusal } from '../domain/refusal';
import type { Removal, RemovalKind } from '../domain/removal';

/** How many pre-orders a batch looks at. */
const AT_ONCE = 2_000;

/** How long one request to archive removes records, in milliseconds. */
const REQUEST_MS = 5_000;

/** How long records are kept after their event is over, in days; undefined is for ever. */
export interface Retention {
  idempotencyKeyDays: number | undefined;
  unsoldDays: number | undefined;
  actionDays: number | undefined;
}

/**
 * Removes an event's pre-orders for some seconds: those that ended without a sale, or everything. It goes on where the
 * last request, or a crash, ended.
 * @returns what is removed. Ask again until it has ended.
 * @throws {Refusal} `event_not_found`, or `event_not_over` while its sale, its show or a pre-order is still to come.
 */
export async function archiveEvent(
  db: Database,
  id: string,
  what: RemovalKind & ('unsold' | 'everything'),
  who: string,
): Promise<Removal[]> {
  await db.transaction(async (tx) => {
    const ended = await readEnded(tx, id);
    if (!ended) throw new Refusal({ code: 'event_not_found' });
    if (!ended.over || ended.open > 0) throw new Refusal({ code: 'event_not_over', open: ended.open });
    if (await beginRemoval(tx, id, what)) await recordAction(tx, id, { who, what: 'archive' });
  });
  const until = performance.now() + REQUEST_MS;
  await inBatches(async () => {
    const last = await removeRecords(db, id, what, AT_ONCE);
    return { done: AT_ONCE, more: !last && performance.now() < until };
  });
  return readRemovals(db, id);
}

/** How many events are cleaned in a run. */
const EVENTS_AT_ONCE = 10;

/** Removes what the retention settings don't keep, from the events that ended first. @returns how many events are done. */
export async function applyRetention(db: Database, retention: Retention, progress?: Progress): Promise<number> {
  const { idempotencyKeyDays, unsoldDays, actionDays } = retention;
  const kinds: [RemovalKind, days: number | undefined][] = [
    ['keys', idempotencyKeyDays],
    ['unsold', unsoldDays],
    ['actions', actionDays],
  ];
  let done = 0;
  for (const [what, days] of kinds) {
    if (days === undefined) continue;
    for (const id of await findRemovalsDue(db, what, days, EVENTS_AT_ONCE)) {
      await db.transaction((tx) => beginRemoval(tx, id, what));
      await inBatches(
        async () => ({ done: AT_ONCE, more: !(await removeRecords(db, id, what, AT_ONCE)) }),
        progress,
      );
      done++;
    }
  }
  return done;
}
