import type { DrawnPlace, Line } from '../domain/line';
import type { OpenStatus, PreOrderRequest } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { Database } from './database';
import { present } from './rows';

/** A pre-order whose workflow has a step due: to be started, or to be signalled an accepted checkout. */
export interface DuePreOrder extends PreOrderRequest {
  status: Extract<OpenStatus, 'called' | 'checking_out'>;
  /** Another process had leased the step and didn't make it in time. */
  lapsed: boolean;
}

/** The result of advancing a line. */
export interface Advanced {
  called: number;
  refused: number;
  /** There may be more to do at once. */
  more: boolean;
}

/**
 * Leases to the caller the next pre-orders whose step no process has leased, in the order of their calls.
 * @param overdueSeconds only those that have been due for at least this long.
 */
export async function claimDue(
  db: Database,
  limit: number,
  leaseSeconds: number,
  overdueSeconds = 0,
): Promise<DuePreOrder[]> {
  const text = `SELECT id AS "preOrderId", event_id AS "eventId", buyer_id AS "buyerId", items, status, lapsed
    FROM claim_due($1, $2, $3)`;
  return db.query<DuePreOrder>({ name: 'claim_due', text }, [limit, leaseSeconds, overdueSeconds]);
}

/** Calls those whose place comes up and refuses those who can't get tickets any more, at most `limit` places. */
export async function advanceLine(db: Database, eventId: string, limit: number): Promise<Advanced> {
  const text = 'SELECT called, refused, more FROM advance_line($1, $2)';
  const [advanced] = await db.query<Advanced>({ name: 'advance_line', text }, [eventId, limit]);
  return advanced as Advanced;
}

/** The events whose line may have something to do. */
export async function findLinesToAdvance(db: Database): Promise<string[]> {
  const statement = { name: 'lines_to_advance', text: 'SELECT id FROM lines_to_advance() AS id' };
  return (await db.query<{ id: string }>(statement, [])).map(({ id }) => id);
}

interface LineRow extends Omit<Line, 'draw' | 'entriesEndedAt'> {
  hasDraw: boolean;
  commitment: string;
  seed: string | null;
  drawnAt: Date | null;
  entriesEndedAt: Date | null;
}

/** @throws {Refusal} `event_not_found`. */
export async function readLine(db: Database, eventId: string): Promise<Line> {
  const text = `SELECT event.id AS "eventId", on_sale_at AS "opensAt", now_serving(event.id) AS "nowServing",
      last_place AS "lastPlace", waiting, served,
      (SELECT count(*) > 0 AND max(t.available) = 0 FROM ticket_type t
       WHERE t.event_id = event.id AND t.waiting > 0) AS limited,
      draw AS "hasDraw", encode(sha256(draw_seed), 'hex') AS commitment,
      CASE WHEN drawn_at IS NOT NULL THEN encode(draw_seed, 'hex') END AS seed,
      drawn_at AS "drawnAt", draw_began_at AS "entriesEndedAt"
    FROM event WHERE event.id = $1`;
  const [row] = await db.query<LineRow>({ name: 'line_now', text }, [eventId]);
  if (!row) throw new Refusal({ code: 'event_not_found' });
  const { hasDraw, commitment, seed, drawnAt, entriesEndedAt, ...line } = row;
  if (!hasDraw) return { ...line, draw: null };
  return { ...line, ...present({ entriesEndedAt }), draw: { commitment, ...present({ seed, drawnAt }) } };
}

/** How long a draw of a million places may take, in milliseconds. People join and leave meanwhile. */
const DRAW_MS = 300_000;

/**
 * Draws the places of everyone who entered, once. A second call, or one after a crash, finds it done.
 * @returns how many were drawn; undefined if there is nothing to draw (yet, or any more).
 */
export async function drawLine(db: Database, eventId: string): Promise<number | undefined> {
  const begin = { name: 'begin_draw', text: 'SELECT begin_draw($1) AS begun' };
  const [begun] = await db.query<{ begun: boolean }>(begin, [eventId]);
  if (!begun?.begun) return undefined;
  return db.transaction(async (tx) => {
    const [row] = await tx.query<{ drawn: number | null }>('SELECT draw_line($1) AS drawn', [eventId]);
    return row?.drawn ?? undefined;
  }, DRAW_MS);
}

/** A page of the draw's result in order of place, after the given one; none before the draw. */
export async function readDrawnPlaces(
  db: Database,
  eventId: string,
  after: number,
  limit: number,
): Promise<DrawnPlace[]> {
  const text = `SELECT place, entry_id(pre_order_id) AS "entryId" FROM draw_result
    WHERE event_id = $1 AND place > $2 ORDER BY place LIMIT $3`;
  return db.query<DrawnPlace>({ name: 'drawn_places', text }, [eventId, after, limit]);
}
