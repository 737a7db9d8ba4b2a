import type { PreOrderStatus } from '../domain/pre-order';
import { audit, INVARIANTS, type Invariant } from './audit';
import type { Database } from './database';

export interface Report {
  /** Pre-orders by status; statuses without any are left out. */
  counts: Partial<Record<PreOrderStatus, number>>;
  /** The price of what was sold, in integer minor units. */
  revenueCents: number;
  /** When the oldest open hold began, or null. */
  oldestOpenHoldAt: Date | null;
  /** Each by its code, and in words. */
  invariants: { code: Invariant; name: string; ok: boolean }[];
}

/** One event's numbers and invariants. */
export async function readReport(db: Database, eventId: string): Promise<Report> {
  const [[row], offenders] = await Promise.all([
    db.query<Omit<Report, 'invariants'>>({ name: 'report', text: REPORT }, [eventId]),
    audit(db, eventId),
  ]);
  const broken = new Set(offenders.map((one) => one.invariant));
  return {
    ...(row as Omit<Report, 'invariants'>),
    invariants: (Object.keys(INVARIANTS) as Invariant[]).map((code) => {
      return { code, name: INVARIANTS[code], ok: !broken.has(code) };
    }),
  };
}

const REPORT = `
  WITH p AS (SELECT * FROM pre_order WHERE event_id = $1)
  SELECT
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM (SELECT status, count(*) AS n FROM p GROUP BY 1) c) AS counts,
    (SELECT coalesce(sum(total_cents), 0)::bigint FROM p WHERE status = 'sold') AS "revenueCents",
    (SELECT min(held_at) FROM p WHERE status = 'pre_order') AS "oldestOpenHoldAt"`;
