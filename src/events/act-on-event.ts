import type { Database } from '../db/database';
import { recordAction } from '../db/operator-actions';
import {
  cancelPreOrders,
  eventExists,
  extendOpenHolds,
  lockEvent,
  notifyChanges,
  setEventState,
} from '../db/save-event';
import type { EventState, SaleAction } from '../domain/event';
import { Refusal } from '../domain/refusal';

const STATES = {
  pause: 'paused',
  resume: 'active',
  close: 'closed',
  cancel: 'cancelled',
} as const satisfies Record<SaleAction, EventState>;

/**
 * Pauses, resumes, closes or cancels a sale and records it. Done twice, the second time changes nothing.
 * @returns the pre-orders that were open and are cancelled now.
 * @throws {Refusal} `event_not_found`, or `event_final` where it was cancelled before.
 */
export async function actOnEvent(
  db: Database,
  id: string,
  action: SaleAction,
  who: string,
): Promise<string[]> {
  const state = STATES[action];
  return db.transaction(async (tx) => {
    const event = await lockEvent(tx, id);
    if (!event) throw new Refusal({ code: 'event_not_found' });
    if (event.state === state) return [];
    if (event.state === 'cancelled') throw new Refusal({ code: 'event_final', eventStatus: 'cancelled' });
    await setEventState(tx, id, state);
    await recordAction(tx, id, { who, what: action });
    const ended = action === 'cancel' ? await cancelPreOrders(tx, id) : [];
    await notifyChanges(tx, { events: [id] });
    return ended;
  });
}

/**
 * Lets every open hold of the event end later, and records it.
 * @throws {Refusal} `event_not_found`.
 */
export async function extendHolds(db: Database, id: string, seconds: number, who: string): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await eventExists(tx, id))) throw new Refusal({ code: 'event_not_found' });
    const extended = await extendOpenHolds(tx, id, seconds);
    await recordAction(tx, id, { who, what: 'extend', detail: { seconds, holds: extended.length } });
    await notifyChanges(tx, { preOrders: extended });
  });
}
