import { readExtensions } from '../db/operator-actions';
import type { Line } from '../domain/line';
import type { Language } from '../domain/money';
import type { PreOrder } from '../domain/pre-order';
import type { OrderDependencies } from './dependencies';
import type { HistoryEntry } from './history-entry';
import { HISTORY_WORDS } from './history-words';
import { readMoneyHistory } from './money-history';

/** What happened to a pre-order and why, oldest first; derived from its rows, so that they can't disagree. */
export function createHistory({ db, estimates }: Pick<OrderDependencies, 'db' | 'estimates'>) {
  return async (preOrder: PreOrder, language: Language): Promise<HistoryEntry[]> => {
    const { id, eventId, heldAt, acceptedAt, closedAt, payment, serverTime } = preOrder;
    const extensions = heldAt
      ? await readExtensions(db, eventId, heldAt, acceptedAt ?? closedAt ?? serverTime)
      : [];
    const entries = [
      // First where the times are the same: a payment is why a checkout is accepted.
      ...(payment ? await readMoneyHistory(db, id, language) : []),
      ...tell(preOrder, await estimates.read(eventId), language),
      ...extensions.map(({ at, seconds }) => ({
        ...{ at, what: 'extended' },
        detail: HISTORY_WORDS[language].extended(seconds),
      })),
    ];
    return entries.sort((a, b) => a.at.getTime() - b.at.getTime());
  };
}

function tell(preOrder: PreOrder, line: Line, language: Language): HistoryEntry[] {
  const { askedAt, calledAt, heldAt, lastActivityAt, acceptedAt, closedAt, status, reason } = preOrder;
  const words = HISTORY_WORDS[language];
  const place = String(preOrder.place ?? '?');
  // Called by the very statement that gave the place: it never waited.
  const waited = calledAt?.getTime() !== askedAt.getTime();
  const wasEntry = line.entriesEndedAt && askedAt < line.entriesEndedAt;
  const entries: [Date | undefined, string, string][] = [
    [askedAt, 'asked', waited ? words.askedInLine : words.asked],
    [wasEntry ? line.draw?.drawnAt : undefined, 'drawn', words.drawn(place)],
    [calledAt, 'called', waited ? words.calledFromLine(place) : words.called],
    [heldAt, 'held', words.held],
    [
      heldAt && lastActivityAt && lastActivityAt > heldAt ? lastActivityAt : undefined,
      'active',
      words.active,
    ],
    [acceptedAt, 'checkout_accepted', preOrder.payment ? words.acceptedPayment : words.accepted],
    [closedAt, status, words.endings[reason ?? status] ?? words.endedSomehow],
  ];
  return entries.flatMap(([at, what, detail]) => (at ? [{ at, what, detail }] : []));
}
