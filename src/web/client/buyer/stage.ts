/** Where a purchase stands: which stage the page shows, and what can be asked for. */
import { isFinal } from '../../../domain/pre-order';
import type { EventJson, PreOrderJson, TicketTypeJson } from '../api';
import { currentOf, needsSignIn, type Purchase } from './purchase';

/** `stopped` is paused, closed or cancelled, for a buyer without an order. */
export type Stage =
  | { name: 'choose' | 'before' | 'stopped' | 'sold_out'; preOrder?: undefined }
  | {
      name: 'draw' | 'in_line' | 'called' | 'held' | 'paying' | 'checking_out' | 'sold' | 'ended';
      preOrder: PreOrderJson;
    };

export function stageOf(purchase: Purchase): Stage {
  const preOrder = currentOf(purchase);
  if (!preOrder) return { name: withoutPreOrder(purchase.event) };
  const { status, line } = preOrder;
  if (status === 'pre_order') return { name: 'held', preOrder };
  if (status === 'in_line' && line?.place == null) return { name: 'draw', preOrder };
  return { name: isFinal(status) && status !== 'sold' ? 'ended' : status, preOrder };
}

function withoutPreOrder(event: EventJson) {
  if (event.status === 'scheduled') return event.draw ? 'choose' : 'before';
  if (event.status !== 'on_sale') return 'stopped';
  return isSoldOut(event) ? 'sold_out' : 'choose';
}

/** How many tickets of the type aren't sold: available, or held and may come back. */
export const leftOf = ({ capacity, sold }: TicketTypeJson) => Math.max(0, capacity - sold);

/** No ticket of the type is left, and none can come back. */
export const isGone = (type: TicketTypeJson) => leftOf(type) === 0;

export const isSoldOut = ({ ticketTypes }: EventJson) => ticketTypes.every(isGone);

/** Bought, even if it was given back or the event was cancelled afterwards: only tickets that were sold have codes. */
export const wasBought = ({ status, tickets }: PreOrderJson) =>
  status === 'sold' ||
  status === 'refunded' ||
  (status === 'cancelled' && tickets.some(({ code }) => code !== undefined));

/** How many tickets this buyer has: in line, held, or bought and not given back. */
export const ticketsOf = ({ mine }: Purchase): number =>
  mine
    .filter(({ status }) => status === 'sold' || !isFinal(status))
    .flatMap(({ items, tickets }) => [
      ...items.map(({ quantity }) => quantity),
      -tickets.filter(({ status }) => status === 'refunded').length,
    ])
    .reduce((sum, n) => sum + n, 0);

/** How many more tickets this buyer may ask for. */
export const allowance = (purchase: Purchase): number =>
  Math.max(0, purchase.event.maxPerBuyer - ticketsOf(purchase));

/** Whether there is anything to ask for again. */
export function canAskAgain(purchase: Purchase): boolean {
  return withoutPreOrder(purchase.event) === 'choose' && allowance(purchase) > 0;
}

/** One type, one ticket: nothing to choose, so opening the page is the choice. */
export function hasNoChoice({ ticketTypes, maxPerBuyer }: EventJson): boolean {
  return ticketTypes.length === 1 && maxPerBuyer === 1;
}

/** Whether opening the page asks for the one ticket; never for a buyer who has asked before. */
export function asksOnOpening(purchase: Purchase): boolean {
  const { event, mine, pending, refusal } = purchase;
  return (
    hasNoChoice(event) &&
    mine.length === 0 &&
    !pending &&
    !refusal &&
    !needsSignIn(purchase) &&
    stageOf(purchase).name === 'choose'
  );
}

/** Whether inactivity would end the hold before its time is over, so that activity moves its end. */
export function endsByIdling({ expiresAt, holdEndsAt }: PreOrderJson): boolean {
  return (
    expiresAt !== undefined && holdEndsAt !== undefined && Date.parse(expiresAt) < Date.parse(holdEndsAt)
  );
}

/** How long before the inactivity limit the page asks whether the buyer is still there, in milliseconds. */
export function warnsBefore({ idleSeconds }: EventJson): number {
  return Math.min(60, idleSeconds / 2) * 1_000;
}
