import type { Database } from './database';

/** How long a name is trusted, in milliseconds: it is only for people to read. */
const FRESH_MS = 60_000;

/** What an event's ticket types are called, by id. */
export type TicketTypeNames = (eventId: string) => Promise<ReadonlyMap<string, string>>;

/** Asks at most once a minute for each event. */
export function createTicketTypeNames(db: Database): TicketTypeNames {
  const known = new Map<string, { names: Promise<Map<string, string>>; until: number }>();
  const read = async (eventId: string) => {
    const rows = await db.query<{ id: string; name: string }>(
      { name: 'type_names', text: 'SELECT id, name FROM ticket_type WHERE event_id = $1' },
      [eventId],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  };
  return (eventId) => {
    const found = known.get(eventId);
    if (found && found.until > Date.now()) return found.names;
    // Names are no reason to fail: without Postgres the ids have to do.
    const names = read(eventId).catch(() => {
      known.delete(eventId);
      return new Map<string, string>();
    });
    known.set(eventId, { names, until: Date.now() + FRESH_MS });
    return names;
  };
}
