import { entryIdOf } from '../domain/draw';
import type { SaleEvent } from '../domain/event';
import type { Line } from '../domain/line';
import type { PreOrder } from '../domain/pre-order';
import type { EventAnswer } from './schemas/events';
import type { LineAnswer } from './schemas/line';
import type { PreOrderAnswer } from './schemas/pre-orders';

/** What is known of how fast a line moves. */
export interface Estimates {
  /** How long the wait may be, in seconds; null if that isn't known. */
  estimate(eventId: string, ahead: number): number | null;
  /** When to ask again, in seconds. */
  pollAfter(eventId: string, ahead: number | null): number;
}

/** A pre-order as its buyer sees it. */
export function preOrderView(preOrder: PreOrder, estimates: Estimates): PreOrderAnswer {
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

function placeView(preOrder: PreOrder, estimates: Estimates): NonNullable<PreOrderAnswer['line']> {
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
export function lineView({ eventId, opensAt, nowServing, lastPlace, waiting, draw }: Line): LineAnswer {
  return { eventId, opensAt, nowServing, lastPlace, waiting, draw };
}

/** An event as everybody sees it; `deficit` only if there is one. */
export function eventView(event: SaleEvent): EventAnswer {
  return {
    ...event,
    ticketTypes: event.ticketTypes.map(({ deficit, ...type }) => (deficit > 0 ? { ...type, deficit } : type)),
  };
}
