import { inBatches } from '../concurrency/in-batches';
import type { Database } from '../db/database';
import { recordAction, removeGeneralActions } from '../db/operator-actions';
import { beginRemoval, findRemovalsDue, readEnded, readRemovals, removeRecords } from '../db/removals';
import { Refusal } from '../domain/refusal';
import type { Removal, RemovalKind } from '../domain/removal';

/** How many pre-orders a batch looks at. */
const AT_ONCE = 2_000;

/** How long one request, or one run of the retention, removes records, in milliseconds. */
const RUN_MS = 5_000;

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
  what: 'unsold' | 'everything',
  who: string,
): Promise<Removal[]> {
  await db.transaction(async (tx) => {
    const ended = await readEnded(tx, id);
    if (!ended) throw new Refusal({ code: 'event_not_found' });
    if (!ended.over || ended.open) throw new Refusal({ code: 'event_not_over' });
    if (await beginRemoval(tx, id, what)) await recordAction(tx, id, { who, what: 'archive' });
  });
  await removeUntil(performance.now() + RUN_MS, db, id, what);
  return readRemovals(db, id);
}

/** How many events a run of the retention begins to clean. */
const EVENTS_AT_ONCE = 10;

/** Removes for some seconds what the retention settings don't keep, from the events that ended first. */
export async function applyRetention(db: Database, retention: Retention): Promise<void> {
  const until = performance.now() + RUN_MS;
  if (retention.actionDays !== undefined) await removeGeneralActions(db, retention.actionDays);
  const kinds: [RemovalKind, days: number | undefined][] = [
    ['keys', retention.idempotencyKeyDays],
    ['unsold', retention.unsoldDays],
    ['actions', retention.actionDays],
  ];
  for (const [what, days] of kinds) {
    if (days === undefined) continue;
    for (const id of await findRemovalsDue(db, what, days, EVENTS_AT_ONCE)) {
      if (performance.now() > until) return;
      await db.transaction((tx) => beginRemoval(tx, id, what));
      await removeUntil(until, db, id, what);
    }
  }
}

/** @param until by `performance.now()`. */
async function removeUntil(until: number, db: Database, id: string, what: RemovalKind): Promise<void> {
  await inBatches(async () => {
    const last = await removeRecords(db, id, what, AT_ONCE);
    return { done: AT_ONCE, more: !last && performance.now() < until };
  });
}
