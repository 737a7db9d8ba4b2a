import type { SaleEvent } from '../domain/event';
import type { PreOrderStatus } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { AUDIT_MS, auditWithin, INVARIANTS, type Invariant } from './audit';
import { readBulkProgress, type BulkProgress } from './bulk-changes';
import type { Database } from './database';
import { findEvent } from './events';
import { readMoney, type Money } from './money';
import { readRemovals } from './removals';
import type { Removal } from '../domain/removal';
import { readRefusals, type RefusalReport } from './refusals';

export interface Report extends BulkProgress {
  event: SaleEvent;
  /** Pre-orders by status, including those that were removed; statuses without any are left out. */
  counts: Partial<Record<PreOrderStatus, number>>;
  /** What was removed from the event since it is over. */
  removals: Removal[];
  /** The price of what was sold, in integer minor units. */
  revenueCents: number;
  money: Money;
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
      money: await readMoney(tx, eventId),
      removals: await readRemovals(tx, eventId),
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
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM (
        SELECT status, sum(n) AS n FROM (
          SELECT status, count(*) AS n FROM p GROUP BY 1
          UNION ALL SELECT key, value::bigint FROM removal r, jsonb_each_text(r.counts) WHERE r.event_id = $1
        ) all_of GROUP BY 1) c) AS counts,
    ((SELECT coalesce(sum(total_cents), 0) FROM p WHERE status = 'sold')
      -- What of a sold order was given back.
      - (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r JOIN p ON p.id = r.pre_order_id
         WHERE r.event_id = $1 AND p.status = 'sold' AND r.cause IN ('operator', 'buyer') AND r.status = 'succeeded')
      + (SELECT coalesce(sum(revenue_cents), 0) FROM removal WHERE event_id = $1))::bigint AS "revenueCents",
    (SELECT min(held_at) FROM p WHERE status = 'pre_order') AS "oldestOpenHoldAt"`;
