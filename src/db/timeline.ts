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
  /** Tickets, since the previous point. */
  soldPerMinute: number;
}

/** How many points there are, besides the first. */
const BUCKETS = 120;

/** The last minutes of a sale, computed from its pre-orders, so a restart loses nothing. */
export async function readTimeline(db: Database, eventId: string, minutes: number): Promise<TimelinePoint[]> {
  const bucketSeconds = (minutes * 60) / BUCKETS;
  return db.query({ name: 'timeline', text: TIMELINE }, [eventId, bucketSeconds, BUCKETS]);
}

/**
 * Each pre-order changes the counts at most five times: it joins the line, leaves it, is held, is sold, is over.
 * Everything before the time asked for falls in the first bucket, so that the sums begin right. Buckets are
 * named by their beginning; date_bin is many times faster than arithmetic with seconds.
 */
const TIMELINE = `
  WITH span AS (SELECT now() - make_interval(secs => $2) * $3 AS since, make_interval(secs => $2) AS width),
  pre AS (
    SELECT quantity, asked_at, called_at,
      CASE WHEN called_at IS NULL THEN closed_at ELSE called_at END AS left_at,
      CASE WHEN status = 'sold' THEN closed_at ELSE sold_at END AS sold_at,
      CASE WHEN status <> 'sold' THEN closed_at END AS over_at
    FROM pre_order WHERE event_id = $1
  ),
  change AS (
    SELECT asked_at AS at, 0 AS sold, 0 AS held, 1 AS waiting FROM pre WHERE asked_at IS DISTINCT FROM left_at
    UNION ALL SELECT left_at, 0, 0, -1 FROM pre WHERE asked_at < left_at
    UNION ALL SELECT called_at, 0, quantity, 0 FROM pre WHERE called_at IS NOT NULL
    UNION ALL SELECT coalesce(sold_at, over_at), 0, -quantity, 0 FROM pre WHERE called_at IS NOT NULL AND coalesce(sold_at, over_at) IS NOT NULL
    UNION ALL SELECT sold_at, quantity, 0, 0 FROM pre WHERE sold_at IS NOT NULL
    UNION ALL SELECT over_at, -quantity, 0, 0 FROM pre WHERE sold_at IS NOT NULL AND over_at IS NOT NULL
  ),
  bucket AS (
    SELECT date_bin(width, greatest(at, since - width), since) AS start,
      sum(sold) AS sold, sum(held) AS held, sum(waiting) AS waiting, sum(greatest(sold, 0)) AS newly_sold
    FROM change, span GROUP BY 1
  )
  SELECT date_trunc('milliseconds', since + width * n) AS at,
    sum(coalesce(sold, 0)) OVER so_far::int AS sold,
    sum(coalesce(held, 0)) OVER so_far::int AS held,
    sum(coalesce(waiting, 0)) OVER so_far::int AS waiting,
    CASE WHEN n = 0 THEN 0 ELSE coalesce(newly_sold, 0) * 60 / $2 END::float8 AS "soldPerMinute"
  FROM span, generate_series(0, $3::int) AS n LEFT JOIN bucket ON start = (SELECT since + width * (n - 1) FROM span)
  WINDOW so_far AS (ORDER BY n)
  ORDER BY n`;
