import type { Database } from './database';

/** How long a fact is trusted, in milliseconds: it is only for people to read. */
const FRESH_MS = 60_000;

/** What operators are told of an event in the flows of its pre-orders. */
export interface EventFacts {
  /** What its ticket types are called, by id. */
  names: ReadonlyMap<string, string>;
  /** How long a hold lasts if its buyer does nothing, in milliseconds. */
  holdMs: number | undefined;
}

/** Reads an event's facts; never fails. */
export type ReadEventFacts = (eventId: string) => Promise<EventFacts>;

/** Asks at most once a minute for each event. */
export function createEventFacts(db: Database): ReadEventFacts {
  const known = new Map<string, { facts: Promise<EventFacts>; until: number }>();
  const read = async (eventId: string) => {
    const rows = await db.query<{ id: string; name: string; holdMs: number }>(
      {
        name: 'event_facts',
        text: `SELECT t.id, t.name, least(e.idle_seconds, e.hold_seconds) * 1000 AS "holdMs"
          FROM event e JOIN ticket_type t ON t.event_id = e.id WHERE e.id = $1`,
      },
      [eventId],
    );
    return { names: new Map(rows.map(({ id, name }) => [id, name])), holdMs: rows[0]?.holdMs };
  };
  return (eventId) => {
    const found = known.get(eventId);
    if (found && found.until > performance.now()) return found.facts;
    // Texts are no reason to fail: without Postgres the ids have to do.
    const facts = read(eventId).catch((): EventFacts => {
      known.delete(eventId);
      return { names: new Map(), holdMs: undefined };
    });
    known.set(eventId, { facts, until: performance.now() + FRESH_MS });
    return facts;
  };
}
