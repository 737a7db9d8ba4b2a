import { Refusal } from '../domain/refusal';
import type { Database } from './database';

/** A line as everybody may know it, at one instant. */
export interface LineNow {
  eventId: string;
  opensAt: Date;
  /** Nobody waits at this place or before it. */
  nowServing: number;
  /** The newest number given. */
  lastPlace: number;
  /** In line, entries of a draw that hasn't been made too. */
  waiting: number;
  /** How many were called from the line since the event was made. */
  served: number;
  /** People wait, and nothing of what they wait for is left: they are called as fast as it comes back. */
  limited: boolean;
  /** When entries of the draw ended; there once they have. */
  entriesEndedAt?: Date;
  /** Null for an event without one. */
  draw: {
    /** SHA-256 of the seed, in hex. */
    commitment: string;
    /** In hex; there once drawn. */
    seed?: string;
    drawnAt?: Date;
  } | null;
}

/** @throws {Refusal} `event_not_found`. */
export async function readLineNow(db: Database, eventId: string): Promise<LineNow> {
  const [row] = await db.query<Omit<LineNow, 'draw'> & { draw: boolean } & Record<string, unknown>>(
    {
      name: 'line_now',
      text: `SELECT event.id AS "eventId", on_sale_at AS "opensAt", now_serving(event.id) AS "nowServing",
               last_place AS "lastPlace", waiting, served,
               (SELECT count(*) > 0 AND max(t.available) = 0 FROM ticket_type t
                WHERE t.event_id = event.id AND t.waiting > 0) AS limited, draw, encode(sha256(draw_seed), 'hex') AS commitment,
               CASE WHEN drawn_at IS NOT NULL THEN encode(draw_seed, 'hex') END AS seed, drawn_at, draw_began_at
             FROM event WHERE event.id = $1`,
    },
    [eventId],
  );
  if (!row) throw new Refusal({ code: 'event_not_found' });
  const { draw, commitment, seed, drawn_at, draw_began_at, ...line } = row as typeof row & {
    commitment: string;
    seed: string | null;
    drawn_at: Date | null;
    draw_began_at: Date | null;
  };
  if (!draw) return { ...line, draw: null };
  return {
    ...line,
    ...(draw_began_at && { entriesEndedAt: draw_began_at }),
    draw: { commitment, ...(seed && drawn_at && { seed, drawnAt: drawn_at }) },
  };
}
