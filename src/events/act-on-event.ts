import { recordBulkChange } from '../db/bulk-changes';
import type { Database } from '../db/database';
import { recordAction } from '../db/operator-actions';
import { lockEvent, notifyChanges, setEventState, signalSale } from '../db/save-event';
import type { EventState, SaleAction } from '../domain/event';
import { Refusal } from '../domain/refusal';
import { beginBulkChange } from './bulk-changes';

const STATES = {
  pause: 'paused',
  resume: 'active',
  close: 'closed',
  cancel: 'cancelled',
} as const satisfies Record<SaleAction, EventState>;

/**
 * Pauses, resumes, closes or cancels a sale and records it. Done twice, the second time changes nothing. Nothing of a
 * cancelled event can be bought from here on; the sale's workflow cancels the pre-orders that the first batch leaves.
 * @returns the pre-orders of that batch that were open and are cancelled now.
 * @throws {Refusal} `event_not_found`, or `event_final` where it was cancelled before.
 */
export async function actOnEvent(
  db: Database,
  id: string,
  action: SaleAction,
  who: string,
): Promise<string[]> {
  const state = STATES[action];
  const changed = await db.transaction(async (tx) => {
    const event = await lockEvent(tx, id);
    if (!event) throw new Refusal({ code: 'event_not_found' });
    if (event.state === state) return false;
    if (event.state === 'cancelled') throw new Refusal({ code: 'event_final', eventStatus: 'cancelled' });
    await setEventState(tx, id, state);
    await recordAction(tx, id, { who, what: action });
    if (action === 'cancel') await recordBulkChange(tx, id, { what: 'cancel' });
    await notifyChanges(tx, { events: [id] });
    return true;
  });
  return changed && action === 'cancel' ? beginBulkChange(db, id) : [];
}

/**
 * Lets every hold of the event that is open now end later, and records it. The sale's workflow changes the rows that
 * the first batch leaves; a hold whose deadline comes before that gets its time all the same.
 * @throws {Refusal} `event_not_found`.
 */
export async function extendHolds(db: Database, id: string, seconds: number, who: string): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await lockEvent(tx, id))) throw new Refusal({ code: 'event_not_found' });
    const action = await recordAction(tx, id, { who, what: 'extend', detail: { seconds, holds: 0 } });
    await recordBulkChange(tx, id, { what: 'extend', seconds, action });
    await signalSale(tx, id);
  });
  await beginBulkChange(db, id);
}
