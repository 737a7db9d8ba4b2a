import type { Database } from '../db/database';
import { readExtensions } from '../db/operator-actions';
import type { PreOrderNow } from '../db/rows';
import type { LineWatch } from '../line/watch';
import { historyView } from './views';

/** What happened to a pre-order and why, in words. */
export async function readHistory(db: Database, watch: Pick<LineWatch, 'read'>, preOrder: PreOrderNow) {
  const { eventId, heldAt, acceptedAt, closedAt, serverTime } = preOrder;
  // An extension concerns those that were held then.
  const extensions = heldAt
    ? await readExtensions(db, eventId, heldAt, acceptedAt ?? closedAt ?? serverTime)
    : [];
  return historyView(preOrder, await watch.read(eventId), extensions);
}
