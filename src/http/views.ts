import type { Line } from '../domain/line';
import { entryIdOf } from '../domain/draw';
import type { SaleEvent } from '../domain/event';
import type { PreOrder } from '../domain/pre-order';

/** What is known of how fast a line goes. */
export interface Estimates {
  /** How long a wait may be, in seconds; null where that isn't known. */
  estimate(eventId: string, ahead: number): number | null;
  /** When to ask again, in seconds. */
  pollAfter(eventId: string, ahead: number | null): number;
}

/** A pre-order as its buyer sees it. */
export function preOrderView(preOrder: PreOrder, estimates: Estimates) {
  const { id, eventId, status, items, totalCents, currency, tickets, expiresAt, heldAt, closedAt, reason } =
    preOrder;
  return {
    id,
    eventId,
    status,
    items,
    totalCents,
    currency,
    tickets,
    expiresAt,
    heldAt,
    closedAt,
    reason,
    ...(status === 'in_line' && { line: placeView(preOrder, estimates) }),
    serverTime: preOrder.serverTime,
  };
}

/** Where somebody in line is; without a place until the draw. */
function placeView(preOrder: PreOrder, estimates: Estimates) {
  const { id, eventId } = preOrder;
  const [place, ahead] = [preOrder.place ?? null, preOrder.ahead ?? null];
  return {
    place,
    ahead,
    entryId: entryIdOf(id),
    estimatedWaitSeconds: ahead === null ? null : estimates.estimate(eventId, ahead),
    pollAfterSeconds: estimates.pollAfter(eventId, ahead),
  };
}

/** A line as everybody sees it. */
export function lineView({ eventId, opensAt, nowServing, lastPlace, waiting, draw }: Line) {
  return { eventId, opensAt, nowServing, lastPlace, waiting, draw };
}

/** An event as everybody sees it; `deficit` only where there is one. */
export function eventView(event: SaleEvent) {
  return {
    ...event,
    ticketTypes: event.ticketTypes.map(({ deficit, ...type }) => (deficit > 0 ? { ...type, deficit } : type)),
  };
}
