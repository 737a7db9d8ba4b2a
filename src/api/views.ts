import type { SaleEvent } from '../domain/event';
import type { PreOrder } from '../domain/pre-order';

/** A pre-order as its buyer sees it. */
export function preOrderView(preOrder: PreOrder) {
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
    serverTime: preOrder.serverTime,
  };
}

/** An event as everybody sees it; `deficit` only where there is one. */
export function eventView(event: SaleEvent) {
  return {
    ...event,
    ticketTypes: event.ticketTypes.map(({ deficit, ...type }) => (deficit > 0 ? { ...type, deficit } : type)),
  };
}

/** What happened to a pre-order and why, in words, oldest first. */
export function historyView(preOrder: PreOrder, extensions: { at: Date; seconds: number }[]) {
  const { askedAt, calledAt, heldAt, lastActivityAt, acceptedAt, closedAt, status, reason } = preOrder;
  const kept = heldAt && lastActivityAt && lastActivityAt > heldAt ? lastActivityAt : undefined;
  const lines: [Date | undefined, string, string][] = [
    [askedAt, 'asked', 'The pre-order was asked for.'],
    [calledAt, 'called', 'Tickets were set aside; nobody else can get them.'],
    [heldAt, 'held', 'The tickets are held, with a deadline.'],
    [kept, 'active', 'The buyer was last active; the hold was kept.'],
    [acceptedAt, 'checkout_accepted', 'The checkout came in time and was accepted.'],
    [closedAt, status, ENDINGS[reason ?? status] ?? 'It ended.'],
  ];
  const extended = extensions.map(({ at, seconds }) => ({
    at,
    what: 'extended',
    detail: `An operator extended the hold by ${seconds} seconds.`,
  }));
  return lines
    .flatMap(([at, what, detail]) => (at ? [{ at, what, detail }] : []))
    .concat(extended)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

const ENDINGS: Record<string, string> = {
  sold: 'The tickets are sold.',
  idle: 'Nobody was active for as long as the event allows; the tickets went back.',
  hold_ended: 'The longest time for a hold was over; the tickets went back.',
  given_back: 'The buyer gave the tickets back.',
  ended_by_operator: 'An operator ended it; the tickets went back.',
  event_cancelled: 'The event was cancelled.',
};
