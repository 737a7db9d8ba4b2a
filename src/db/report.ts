import type { SaleEvent } from '../domain/event';
import type { PreOrderStatus } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { AUDIT_MS, auditWithin, INVARIANTS, type Invariant } from './audit';
import { readBulkProgress, type BulkProgress } from './bulk-changes';
import type { Database } from './database';
import { findEvent } from './events';
import { readRefusals, type RefusalReport } from './refusals';

export interface Report extends BulkProgress {
  event: SaleEvent;
  /** Pre-orders by status; statuses without any are left out. */
  counts: Partial<Record<PreOrderStatus, number>>;
  /** The price of what was sold, in integer minor units. */
  revenueCents: number;
  /** When the oldest open hold began, or null. */
  oldestOpenHoldAt: Date | null;
  /** What was refused at once and has no pre-order. */
  refusals: RefusalReport;
  /** Each by its code, and in words. */
  invariants: { code: Invariant; name: string; ok: boolean }[];
}

/**
 * One event's numbers and invariants, all at the same instant.
 * @throws {Refusal} `event_not_found`.
 */
export async function readReport(db: Database, eventId: string): Promise<Report> {
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY', []);
    const event = await findEvent(tx, eventId);
    if (!event) throw new Refusal({ code: 'event_not_found' });
    type Numbers = Pick<Report, 'counts' | 'revenueCents' | 'oldestOpenHoldAt'>;
    const [numbers] = await tx.query<Numbers>(REPORT, [eventId]);
    const broken = new Set((await auditWithin(tx, eventId)).map((one) => one.invariant));
    return {
      event,
      ...(numbers as Numbers),
      ...(await readBulkProgress(tx, eventId)),
      refusals: await readRefusals(tx, eventId),
      invariants: (Object.keys(INVARIANTS) as Invariant[]).map((code) => {
        return { code, name: INVARIANTS[code], ok: !broken.has(code) };
      }),
    };
  }, AUDIT_MS);
}

const REPORT = `
  WITH p AS (SELECT * FROM pre_order WHERE event_id = $1)
  SELECT
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM (SELECT status, count(*) AS n FROM p GROUP BY 1) c) AS counts,
    (SELECT coalesce(sum(total_cents), 0)::bigint FROM p WHERE status = 'sold') AS "revenueCents",
    (SELECT min(held_at) FROM p WHERE status = 'pre_order') AS "oldestOpenHoldAt"`;
