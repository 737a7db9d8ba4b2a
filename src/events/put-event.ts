import type { Database } from '../db/database';
import { readEventWithin } from '../db/events';
import { recordAction } from '../db/operator-actions';
import {
  lockEvent,
  lockTicketTypes,
  notifyChanges,
  readmitAbsent,
  removeTicketType,
  saveEvent,
  saveEventDetails,
  saveTicketTypes,
  wasAskedFor,
  wasEverAsked,
} from '../db/save-event';
import type { Transaction } from '../db/database';
import type { EventDefinition } from '../domain/event';
import { changesOf } from '../domain/event-changes';
import { definitionTag } from '../domain/event-tag';
import { Refusal } from '../domain/refusal';

export interface PutOptions {
  /** Recorded together with what changed. */
  who?: string;
  /** Leaves an existing event alone. */
  onlyNew?: boolean;
  /** Changes the event only while its definition has one of these tags (domain/event-tag.ts); `*` is any. */
  ifTagged?: readonly string[] | undefined;
}

/**
 * Creates an event or changes it, and records what changed. A draw that was made stays. A capacity below what
 * is held and sold is accepted: nothing more is sold then, and `deficit` says by how much.
 * @returns true where it was created.
 * @throws {Refusal} `ticket_type_in_use` where a type that somebody asked for is left out; `draw_under_way` where
 *   people have entered a draw that is left out; `draw_too_late` where places were given without one;
 *   `currency_fixed` where somebody asked for tickets in another currency; `event_exists` where only a new one was
 *   wanted, and `event_changed` where only an unchanged one was.
 */
export async function putEvent(
  db: Database,
  event: EventDefinition,
  { who = 'system', onlyNew = false, ifTagged }: PutOptions = {},
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const before = await lockEvent(tx, event.id);
    const old = before && (await readEventWithin(tx, event.id));
    if (before && onlyNew) throw new Refusal({ code: 'event_exists' });
    if (ifTagged && !isTagged(old, ifTagged)) throw new Refusal({ code: 'event_changed' });
    if (before?.hasEntries && !event.draw) throw new Refusal({ code: 'draw_under_way' });
    if (before && !before.draw && event.draw && before.lastPlace > 0)
      throw new Refusal({ code: 'draw_too_late' });
    if (old) await requireSameCurrency(tx, old, event);
    const created = await saveEvent(tx, event);
    // Another process may have created it since we looked.
    if (onlyNew && !created) throw new Refusal({ code: 'event_exists' });
    await saveEventDetails(tx, event);
    await removeTicketTypesLeftOut(tx, event);
    await saveTicketTypes(tx, event);
    if (before && before.presenceSeconds > 0 && event.presenceSeconds === 0)
      await readmitAbsent(tx, event.id);
    if (created) await recordAction(tx, event.id, { who, what: 'create' });
    else if (old) {
      const changed = changesOf(old, await readEventWithin(tx, event.id));
      if (Object.keys(changed).length > 0)
        await recordAction(tx, event.id, { who, what: 'edit', detail: { changed } });
    }
    await notifyChanges(tx, { events: [event.id] });
    return created;
  });
}

function isTagged(old: EventDefinition | undefined, tags: readonly string[]): boolean {
  return old !== undefined && (tags.includes('*') || tags.includes(definitionTag(old)));
}

/** Amounts of several currencies can't be added up, and a price that a buyer has seen stays what it was. */
async function requireSameCurrency(
  tx: Transaction,
  old: EventDefinition,
  event: EventDefinition,
): Promise<void> {
  const [currency, wanted] = [old, event].map(({ ticketTypes }) => ticketTypes[0]?.currency);
  if (currency === undefined || currency === wanted) return;
  if (await wasEverAsked(tx, event.id)) throw new Refusal({ code: 'currency_fixed', currency });
}

async function removeTicketTypesLeftOut(tx: Transaction, event: EventDefinition): Promise<void> {
  const kept = new Set(event.ticketTypes.map((type) => type.id));
  for (const id of (await lockTicketTypes(tx, event.id)).filter((one) => !kept.has(one))) {
    if (await wasAskedFor(tx, event.id, id))
      throw new Refusal({ code: 'ticket_type_in_use', ticketType: id });
    await removeTicketType(tx, event.id, id);
  }
}
