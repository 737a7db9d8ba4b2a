import type { Events } from '../events';

/** How long what is known of an event is used, in milliseconds. */
const FRESH_MS = 5_000;

/**
 * Tells whether an event takes entries to a draw now. It reads each event once in some seconds, whatever the number of
 * requests.
 */
export function drawWatch(events: Pick<Events, 'read'>): (eventId: string) => Promise<boolean> {
  const known = new Map<string, { readAt: number; opensAt: Promise<number> }>();
  const read = async (eventId: string) => {
    const { draw, onSaleAt } = await events.read(eventId);
    return draw ? onSaleAt.getTime() : 0;
  };
  return async (eventId) => {
    const before = known.get(eventId);
    if (before && performance.now() < before.readAt + FRESH_MS) return Date.now() < (await before.opensAt);
    const opensAt = read(eventId);
    known.set(eventId, { readAt: performance.now(), opensAt });
    // The request itself says what is wrong with an event that can't be read.
    opensAt.catch(() => known.delete(eventId));
    return Date.now() < (await opensAt.catch(() => 0));
  };
}
