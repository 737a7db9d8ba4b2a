import type { Database } from './database';

/** A sale as it was at one instant. */
export interface TimelinePoint {
  at: Date;
  /** Tickets. */
  sold: number;
  /** Tickets that were set aside, held, or being checked out. */
  held: number;
  /** Pre-orders in line. */
  waiting: number;
  /** Tickets, over the time since the point before. */
  soldPerMinute: number;
}

/** How many points there are, besides the first. */
const BUCKETS = 120;

/** The last minutes of a sale, from what its pre-orders say of themselves: right after a restart too. */
export async function readTimeline(db: Database, eventId: string, minutes: number): Promise<TimelinePoint[]> {
  return db.query<TimelinePoint & Record<string, unknown>>({ name: 'timeline', text: TIMELINE }, [
    eventId,
    (minutes * 60) / BUCKETS,
    BUCKETS,
  ]);
}

/**
 * Each pre-order changes the counts at most five times: it joins the line, leaves it, is held, is sold, is over.
 * What was sold and then cancelled with its event was sold at its checkout, as far as the row still tells.
 * Everything before the time asked for falls in bucket 0, so that the sums begin right.
 */
const TIMELINE = `
  WITH pre AS (
    SELECT quantity, asked_at, called_at,
      CASE WHEN called_at IS NULL THEN closed_at ELSE called_at END AS left_at,
      CASE WHEN status = 'sold' THEN closed_at WHEN status = 'cancelled' THEN accepted_at END AS sold_at,
      CASE WHEN status = 'sold' THEN NULL ELSE closed_at END AS over_at
    FROM pre_order WHERE event_id = $1
  ),
  bucket AS (
    SELECT greatest(0, ceil(extract(epoch FROM change.at - now()) / $2) + $3)::int AS n,
      sum(change.sold) AS sold, sum(change.held) AS held, sum(change.waiting) AS waiting,
      sum(greatest(change.sold, 0)) AS newly_sold
    FROM pre, LATERAL (VALUES
      (CASE WHEN asked_at < left_at OR left_at IS NULL THEN asked_at END, 0, 0, 1),
      (CASE WHEN asked_at < left_at THEN left_at END, 0, 0, -1),
      (called_at, 0, quantity, 0),
      (CASE WHEN called_at IS NOT NULL THEN coalesce(sold_at, over_at) END, 0, -quantity, 0),
      (sold_at, quantity, 0, 0),
      (CASE WHEN sold_at IS NOT NULL THEN over_at END, -quantity, 0, 0)
    ) AS change (at, sold, held, waiting)
    WHERE change.at <= now()
    GROUP BY 1
  )
  SELECT date_trunc('milliseconds', now() + make_interval(secs => (n - $3) * $2)) AS at,
    sum(coalesce(sold, 0)) OVER so_far::int AS sold,
    sum(coalesce(held, 0)) OVER so_far::int AS held,
    sum(coalesce(waiting, 0)) OVER so_far::int AS waiting,
    CASE WHEN n = 0 THEN 0 ELSE coalesce(newly_sold, 0) * 60 / $2 END::float8 AS "soldPerMinute"
  FROM generate_series(0, $3::int) AS n LEFT JOIN bucket USING (n)
  WINDOW so_far AS (ORDER BY n)
  ORDER BY n`;
