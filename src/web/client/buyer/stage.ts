/** Where in the story a purchase is: which of the page's faces is shown, and what can be asked for. */
import type { EventShown, PreOrderShown } from '../api';
import { currentOf, type Purchase } from './purchase';

/** `stopped` is paused, closed or cancelled, for somebody who has nothing in it. */
export type Stage =
  | { name: 'choose' | 'before' | 'stopped' | 'sold_out'; preOrder?: undefined }
  | {
      name: 'draw' | 'in_line' | 'called' | 'held' | 'checking_out' | 'sold' | 'ended';
      preOrder: PreOrderShown;
    };

export function stageOf(purchase: Purchase): Stage {
  const preOrder = currentOf(purchase);
  if (!preOrder) return { name: withoutPreOrder(purchase.event) };
  switch (preOrder.status) {
    case 'in_line':
      return { name: preOrder.line?.place == null ? 'draw' : 'in_line', preOrder };
    case 'pre_order':
      return { name: 'held', preOrder };
    case 'invalidated':
    case 'refused':
    case 'cancelled':
      return { name: 'ended', preOrder };
    default:
      return { name: preOrder.status, preOrder };
  }
}

function withoutPreOrder(event: EventShown) {
  if (event.status === 'scheduled') return event.draw ? 'choose' : 'before';
  if (event.status !== 'on_sale') return 'stopped';
  return isSoldOut(event) ? 'sold_out' : 'choose';
}

/** Nothing is left, and nothing can come back. */
export function isSoldOut({ ticketTypes }: EventShown): boolean {
  return ticketTypes.every(({ available, held }) => available === 0 && held === 0);
}

/** How many more tickets this buyer may ask for. */
export function allowance({ event, mine }: Purchase): number {
  const has = mine
    .filter(({ status }) => status !== 'invalidated' && status !== 'refused' && status !== 'cancelled')
    .flatMap(({ items }) => items)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.max(0, event.maxPerBuyer - has);
}

/** Whether there is anything to ask for again. */
export function canAskAgain(purchase: Purchase): boolean {
  return withoutPreOrder(purchase.event) === 'choose' && allowance(purchase) > 0;
}

/** One type, one ticket: nothing to choose, so opening the page is the choice. */
export function hasNoChoice({ ticketTypes, maxPerBuyer }: EventShown): boolean {
  return ticketTypes.length === 1 && maxPerBuyer === 1;
}

/** Whether opening the page asks for the one ticket by itself; never for somebody who has asked before. */
export function asksByItself(purchase: Purchase): boolean {
  const { event, mine, pending, refusal } = purchase;
  return (
    hasNoChoice(event) && mine.length === 0 && !pending && !refusal && stageOf(purchase).name === 'choose'
  );
}

/** Whether the hold would end for want of activity, so that a sign of life moves its end. An extended one may. */
export function endsByIdling({ holdSeconds }: EventShown, { expiresAt, heldAt }: PreOrderShown): boolean {
  if (!expiresAt || !heldAt) return false;
  const longest = Date.parse(heldAt) + holdSeconds * 1_000;
  return Math.abs(Date.parse(expiresAt) - longest) > 1_000;
}

/** How long before the idle limit the page asks whether they are still there, in milliseconds. */
export function warnsBefore({ idleSeconds }: EventShown): number {
  return Math.min(60, idleSeconds / 2) * 1_000;
}
