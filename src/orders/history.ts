import { readExtensions } from '../db/operator-actions';
import type { Line } from '../domain/line';
import type { PreOrder } from '../domain/pre-order';
import type { OrderDependencies } from './dependencies';

/** Something that happened to a pre-order, in words. */
export interface HistoryEntry {
  at: Date;
  /** Stable, for programs. */
  what: string;
  detail: string;
}

/** What happened to a pre-order and why, oldest first; derived from its row, so that the two can't disagree. */
export function createHistory({ db, estimates }: Pick<OrderDependencies, 'db' | 'estimates'>) {
  return async (preOrder: PreOrder): Promise<HistoryEntry[]> => {
    const { eventId, heldAt, acceptedAt, closedAt, serverTime } = preOrder;
    const extensions = heldAt
      ? await readExtensions(db, eventId, heldAt, acceptedAt ?? closedAt ?? serverTime)
      : [];
    return tell(preOrder, await estimates.read(eventId), extensions);
  };
}

function tell(preOrder: PreOrder, line: Line, extensions: { at: Date; seconds: number }[]): HistoryEntry[] {
  const { askedAt, calledAt, heldAt, lastActivityAt, acceptedAt, closedAt, status, reason, place } = preOrder;
  // Called by the very statement that gave the place: it never waited.
  const waited = calledAt?.getTime() !== askedAt.getTime();
  const wasEntry = line.entriesEndedAt && askedAt < line.entriesEndedAt;
  const entries: [Date | undefined, string, string][] = [
    [askedAt, 'asked', waited ? 'The order was placed and joined the line.' : 'The order was placed.'],
    [
      wasEntry ? line.draw?.drawnAt : undefined,
      'drawn',
      `Places were drawn at random. This order got place ${place ?? '?'}.`,
    ],
    [
      calledAt,
      'called',
      waited
        ? `Place ${place ?? '?'} came up and the tickets were set aside. Nobody else can get them.`
        : 'The tickets were set aside. Nobody else can get them.',
    ],
    [heldAt, 'held', 'The tickets were reserved until a deadline.'],
    [
      heldAt && lastActivityAt && lastActivityAt > heldAt ? lastActivityAt : undefined,
      'active',
      'The buyer was last active. The reservation was kept.',
    ],
    [acceptedAt, 'checkout_accepted', 'The checkout arrived in time and was accepted.'],
    [closedAt, status, ENDINGS[reason ?? status] ?? 'The order ended.'],
  ];
  const extended = extensions.map(({ at, seconds }) => ({
    at,
    what: 'extended',
    detail: `An operator extended the reservation by ${seconds} seconds.`,
  }));
  return entries
    .flatMap(([at, what, detail]) => (at ? [{ at, what, detail }] : []))
    .concat(extended)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

const ENDINGS: Record<string, string> = {
  sold_out: 'All tickets were sold before the place came up.',
  not_enough_left: 'Fewer tickets were left than this order asked for.',
  limit_reached: 'The buyer signed in, and this order would have exceeded the limit for one buyer.',
  event_closed: 'The sale ended before the place came up.',
  sold: 'The tickets were sold.',
  idle: 'The buyer was inactive for too long. The tickets were released.',
  hold_ended: 'The longest reservation time was over. The tickets were released.',
  given_back: 'The buyer released the tickets.',
  ended_by_operator: 'An operator ended the order. The tickets were released.',
  event_cancelled: 'The event was cancelled.',
};
