import type { LineNow } from '../db/line-now';
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
export function lineView({ eventId, opensAt, nowServing, lastPlace, waiting, draw }: LineNow) {
  return { eventId, opensAt, nowServing, lastPlace, waiting, draw };
}

/** An event as everybody sees it; `deficit` only where there is one. */
export function eventView(event: SaleEvent) {
  return {
    ...event,
    ticketTypes: event.ticketTypes.map(({ deficit, ...type }) => (deficit > 0 ? { ...type, deficit } : type)),
  };
}

/** What happened to a pre-order and why, in words, oldest first. */
export function historyView(preOrder: PreOrder, line: LineNow, extensions: { at: Date; seconds: number }[]) {
  const { askedAt, calledAt, heldAt, lastActivityAt, acceptedAt, closedAt, status, reason, place } = preOrder;
  // Called by the very statement that gave the place: it never waited.
  const waited = calledAt?.getTime() !== askedAt.getTime();
  const kept = heldAt && lastActivityAt && lastActivityAt > heldAt ? lastActivityAt : undefined;
  const lines: [Date | undefined, string, string][] = [
    [askedAt, 'asked', `The pre-order was asked for.${waited ? IN_LINE : ''}`],
    [
      line.entriesEndedAt && askedAt < line.entriesEndedAt ? line.draw?.drawnAt : undefined,
      'drawn',
      `The places were drawn by lot: it has place ${place ?? '?'}.`,
    ],
    [
      calledAt,
      'called',
      waited
        ? `Place ${place ?? '?'} came up, whether or not the buyer was looking; tickets were set aside that nobody else can get.`
        : 'Tickets were set aside; nobody else can get them.',
    ],
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

const IN_LINE = ' It waits in line.';

const ENDINGS: Record<string, string> = {
  sold_out: 'Everything was sold before the place came up.',
  not_enough_left: 'Fewer tickets were left than this order needs, and none could come back.',
  event_closed: 'The sale ended before the place came up.',
  sold: 'The tickets are sold.',
  idle: 'Nobody was active for as long as the event allows; the tickets went back.',
  hold_ended: 'The longest time for a hold was over; the tickets went back.',
  given_back: 'The buyer gave the tickets back.',
  ended_by_operator: 'An operator ended it; the tickets went back.',
  event_cancelled: 'The event was cancelled.',
};
