import type { Database } from './database';

/** How long a draw of a million may take, in milliseconds; people join and leave meanwhile. */
const DRAW_MS = 300_000;

/**
 * Draws the places of all who entered, once: whoever comes second, or again after a crash, finds it done.
 * @returns how many were drawn; undefined where there is nothing to draw (any more, or yet).
 */
export async function drawLine(db: Database, eventId: string): Promise<number | undefined> {
  const [begun] = await db.query<{ begun: boolean }>(
    { name: 'begin_draw', text: 'SELECT begin_draw($1) AS begun' },
    [eventId],
  );
  if (!begun?.begun) return undefined;
  return db.transaction(async (tx) => {
    const [row] = await tx.query<{ drawn: number | null }>('SELECT draw_line($1) AS drawn', [eventId]);
    return row?.drawn ?? undefined;
  }, DRAW_MS);
}

/** One of the drawn, as everybody may know it. */
export interface DrawnPlace {
  place: number;
  entryId: string;
}

/** The drawn, in order of place, after the given one; none before the draw. */
export async function readDrawn(
  db: Database,
  eventId: string,
  after: number,
  limit: number,
): Promise<DrawnPlace[]> {
  return db.query<DrawnPlace & Record<string, unknown>>(
    {
      name: 'drawn',
      text: `SELECT place, entry_id(pre_order_id) AS "entryId" FROM draw_result
             WHERE event_id = $1 AND place > $2 ORDER BY place LIMIT $3`,
    },
    [eventId, after, limit],
  );
}
