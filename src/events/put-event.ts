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
import type { PaymentRule } from '../domain/payment';
import { changesOf } from '../domain/event-changes';
import { definitionTag } from '../domain/event-tag';
import { Refusal } from '../domain/refusal';

/** An event as an operator defines it: without a rule for payments it gets the usual one. */
export type EventToPut = Omit<EventDefinition, 'payment'> & { payment?: PaymentRule | undefined };

/** What the payment provider can do; undefined where none is configured. */
export interface OnlinePayments {
  /** @returns why the provider can't take this amount, in words; undefined where it can. */
  cannotBePaid(amountCents: number, currency: string): string | undefined;
}

export interface PutOptions {
  /** Recorded together with what changed. */
  who?: string;
  /** Leaves an existing event alone. */
  onlyNew?: boolean;
  /** Changes the event only while its definition has one of these tags (domain/event-tag.ts); `*` is any. */
  ifTagged?: readonly string[] | undefined;
  online?: OnlinePayments | undefined;
}

/**
 * Creates an event or changes it, and records what changed. A draw that was made stays. A capacity below what
 * is held and sold is accepted: nothing more is sold then, and `deficit` says by how much.
 * @returns true where it was created.
 * @throws {Refusal} `ticket_type_in_use` where a type that somebody asked for is left out; `draw_under_way` where
 *   people have entered a draw that is left out; `draw_too_late` where places were given without one;
 *   `currency_fixed` and `payment_fixed` where somebody asked for tickets in another currency, or to be paid in another
 *   way; `not_payable` where the provider can't take a price; `event_exists` where only a new one was
 *   wanted, and `event_changed` where only an unchanged one was.
 */
export async function putEvent(
  db: Database,
  given: EventToPut,
  { who = 'system', onlyNew = false, ifTagged, online }: PutOptions = {},
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const before = await lockEvent(tx, given.id);
    const old = before && (await readEventWithin(tx, given.id));
    const wasAsked = old !== undefined && (await wasEverAsked(tx, given.id));
    const event = {
      ...given,
      payment: given.payment ?? (wasAsked ? old.payment : usualPayment(given, online)),
    };
    if (before && onlyNew) throw new Refusal({ code: 'event_exists' });
    if (ifTagged && !isTagged(old, ifTagged)) throw new Refusal({ code: 'event_changed' });
    if (before?.hasEntries && !event.draw) throw new Refusal({ code: 'draw_under_way' });
    if (before && !before.draw && event.draw && before.lastPlace > 0)
      throw new Refusal({ code: 'draw_too_late' });
    if (wasAsked) requireSameMoney(old, event);
    requirePayable(event, online);
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

/** Amounts of several currencies can't be added up, and what a buyer was told of the price stays what it was. */
function requireSameMoney(old: EventDefinition, event: EventDefinition): void {
  const [currency, wanted] = [old, event].map(({ ticketTypes }) => ticketTypes[0]?.currency);
  if (currency !== undefined && currency !== wanted) throw new Refusal({ code: 'currency_fixed', currency });
  if (old.payment !== event.payment) throw new Refusal({ code: 'payment_fixed', payment: old.payment });
}

function usualPayment({ ticketTypes }: EventToPut, online: OnlinePayments | undefined): PaymentRule {
  if (ticketTypes.every(({ priceCents }) => priceCents === 0)) return 'none';
  return online ? 'online' : 'external';
}

/** Each ticket may be bought alone, so each price has to be one that the provider takes. */
function requirePayable({ payment, ticketTypes }: EventDefinition, online: OnlinePayments | undefined): void {
  if (payment !== 'online') return;
  if (!online)
    throw new Refusal({
      code: 'not_payable',
      path: 'payment',
      why: 'needs a payment provider; none is configured',
    });
  for (const [i, { priceCents, currency }] of ticketTypes.entries()) {
    const why = priceCents === 0 ? undefined : online.cannotBePaid(priceCents, currency);
    if (why !== undefined)
      throw new Refusal({ code: 'not_payable', path: `ticketTypes.${i}.priceCents`, why });
  }
}

async function removeTicketTypesLeftOut(tx: Transaction, event: EventDefinition): Promise<void> {
  const kept = new Set(event.ticketTypes.map((type) => type.id));
  for (const id of (await lockTicketTypes(tx, event.id)).filter((one) => !kept.has(one))) {
    if (await wasAskedFor(tx, event.id, id))
      throw new Refusal({ code: 'ticket_type_in_use', ticketType: id });
    await removeTicketType(tx, event.id, id);
  }
}
