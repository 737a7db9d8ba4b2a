import type { Database } from '../db/database';
import type { LineNow } from '../db/line-now';
import { readExtensions } from '../db/operator-actions';
import type { PreOrderNow } from '../db/rows';
import type { PreOrder } from '../domain/pre-order';
import type { LineWatch } from '../line/watch';

/** What happened to a pre-order and why, in words, oldest first. */
export async function readHistory(db: Database, watch: Pick<LineWatch, 'read'>, preOrder: PreOrderNow) {
  const { eventId, heldAt, acceptedAt, closedAt, serverTime } = preOrder;
  // An extension applies only to what was held at the time.
  const extensions = heldAt
    ? await readExtensions(db, eventId, heldAt, acceptedAt ?? closedAt ?? serverTime)
    : [];
  return historyView(preOrder, await watch.read(eventId), extensions);
}

function historyView(preOrder: PreOrder, line: LineNow, extensions: { at: Date; seconds: number }[]) {
  const { askedAt, calledAt, heldAt, lastActivityAt, acceptedAt, closedAt, status, reason, place } = preOrder;
  // Called by the statement that gave it its place, it never waited.
  const waited = calledAt?.getTime() !== askedAt.getTime();
  const drawnAt = line.entriesEndedAt && askedAt < line.entriesEndedAt ? line.draw?.drawnAt : undefined;
  const activeAt = heldAt && lastActivityAt && lastActivityAt > heldAt ? lastActivityAt : undefined;
  const called = waited
    ? `Place ${place ?? '?'} came up, whether or not the buyer was looking. Tickets were set aside; nobody else can get them.`
    : 'Tickets were set aside; nobody else can get them.';
  const steps: [Date | undefined, string, string][] = [
    [askedAt, 'asked', waited ? 'The pre-order joined the line.' : 'The pre-order was requested.'],
    [drawnAt, 'drawn', `The places were drawn by lot. It got place ${place ?? '?'}.`],
    [calledAt, 'called', called],
    [heldAt, 'held', 'The tickets are held, with a deadline.'],
    [activeAt, 'active', 'The buyer was last active, which extended the hold.'],
    [acceptedAt, 'checkout_accepted', 'The checkout came in time and was accepted.'],
    [closedAt, status, ENDINGS[reason ?? status] ?? 'It ended.'],
  ];
  const extended = extensions.map(({ at, seconds }) => ({
    at,
    what: 'extended',
    detail: `An operator extended the hold by ${seconds} seconds.`,
  }));
  return steps
    .flatMap(([at, what, detail]) => (at ? [{ at, what, detail }] : []))
    .concat(extended)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

const ENDINGS: Record<string, string> = {
  sold_out: 'Everything was sold before its place came up.',
  not_enough_left: 'Fewer tickets were left than the order needs, and no more could come back.',
  event_closed: 'The sale ended before its place came up.',
  sold: 'The tickets are sold.',
  idle: 'The buyer was inactive for too long. The tickets were released.',
  hold_ended: 'The hold reached its time limit. The tickets were released.',
  given_back: 'The buyer gave the tickets back.',
  ended_by_operator: 'An operator ended it. The tickets were released.',
  event_cancelled: 'The event was cancelled.',
};
