import type { Database } from '../db/database';
import { readEventLabels, type EventLabels } from '../db/events';

/** How long labels are kept, in milliseconds: they are only for people to read. */
const FRESH_MS = 60_000;

/** Reads an event's labels; never fails. */
export type LabelsOf = (eventId: string) => Promise<EventLabels>;

/** Reads each event's labels at most once a minute. */
export function createEventLabels(db: Database): LabelsOf {
  const known = new Map<string, { labels: Promise<EventLabels>; until: number }>();
  return (eventId) => {
    const found = known.get(eventId);
    if (found && found.until > performance.now()) return found.labels;
    // A missing text is no reason to fail: without Postgres the ids have to do.
    const labels = readEventLabels(db, eventId).catch((): EventLabels => {
      known.delete(eventId);
      return {
        ...{ names: new Map(), holdMs: undefined },
        ...{ payment: undefined, title: undefined },
      };
    });
    known.set(eventId, { labels, until: performance.now() + FRESH_MS });
    return labels;
  };
}
