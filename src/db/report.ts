import type { PreOrderStatus } from '../domain/pre-order';
import type { Database } from './database';
import { toPreOrder, type PreOrderNow, type PreOrderRow } from './rows';

export interface Report {
  /** Pre-orders by status; statuses without any are left out. */
  counts: Partial<Record<PreOrderStatus, number>>;
  /** What was sold, in integer minor units. */
  revenueCents: number;
  /** When the hold that is open the longest began, or null. */
  oldestOpenHoldAt: Date | null;
  invariants: { name: string; ok: boolean }[];
}

interface ReportRow {
  counts: Report['counts'];
  revenue: number;
  oldest: Date | null;
  stock_ok: boolean;
  tickets_ok: boolean;
  limit_ok: boolean;
  line_ok: boolean;
  order_ok: boolean;
}

/** One event's numbers and invariants, all from the same instant. */
export async function readReport(db: Database, eventId: string): Promise<Report> {
  const [row] = await db.query<ReportRow>({ name: 'report', text: REPORT }, [eventId]);
  const { counts, revenue, oldest, stock_ok, tickets_ok, limit_ok, line_ok, order_ok } = row as ReportRow;
  return {
    counts,
    revenueCents: revenue,
    oldestOpenHoldAt: oldest,
    invariants: [
      { name: 'the counts of every ticket type equal what its pre-orders hold and own', ok: stock_ok },
      { name: 'every held or sold pre-order has exactly its tickets', ok: tickets_ok },
      { name: 'no buyer is over the limit', ok: limit_ok },
      { name: 'the line has exactly those who wait, each once', ok: line_ok },
      { name: 'nobody who was called was told sold out while a later place got the same type', ok: order_ok },
    ],
  };
}

const REPORT = `
  WITH p AS (SELECT * FROM pre_order WHERE event_id = $1),
  item AS (
    SELECT p.status, i.item->>'ticketType' AS type, (i.item->>'quantity')::int AS n
    FROM p, jsonb_array_elements(p.items) AS i (item)
  )
  SELECT
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM (SELECT status, count(*) AS n FROM p GROUP BY 1) c) AS counts,
    (SELECT coalesce(sum(total_cents), 0)::bigint FROM p WHERE status = 'sold') AS revenue,
    (SELECT min(held_at) FROM p WHERE status = 'pre_order') AS oldest,
    (SELECT coalesce(bool_and(
       t.held = (SELECT coalesce(sum(n), 0) FROM item WHERE type = t.id AND status IN ('called', 'pre_order', 'checking_out'))
       AND t.sold = (SELECT coalesce(sum(n), 0) FROM item WHERE type = t.id AND status = 'sold')
       AND t.capacity + t.deficit = t.available + t.held + t.sold), true)
     FROM ticket_type t WHERE t.event_id = $1) AS stock_ok,
    (SELECT NOT EXISTS (SELECT FROM p WHERE status IN ('pre_order', 'checking_out', 'sold') AND quantity <>
       (SELECT count(*) FROM ticket k WHERE k.pre_order_id = p.id
          AND k.status = CASE p.status WHEN 'sold' THEN 'sold' ELSE 'pre_order' END))) AS tickets_ok,
    (SELECT NOT EXISTS (SELECT FROM p JOIN event e ON e.id = p.event_id
       WHERE p.status IN ('in_line', 'called', 'pre_order', 'checking_out', 'sold')
       GROUP BY p.buyer_id, e.max_per_buyer HAVING sum(p.quantity) > e.max_per_buyer)) AS limit_ok,
    (SELECT e.waiting = (SELECT count(*) FROM p WHERE status = 'in_line')
       AND NOT EXISTS (SELECT FROM ticket_type t WHERE t.event_id = $1 AND t.waiting <>
         (SELECT count(*) FROM place w WHERE w.event_id = $1 AND w.ticket_type = t.id AND NOT w.absent))
       AND NOT EXISTS (SELECT FROM place w LEFT JOIN p ON p.id = w.pre_order_id
                       WHERE w.event_id = $1 AND p.status IS DISTINCT FROM 'in_line')
       AND NOT EXISTS (SELECT FROM p WHERE status = 'in_line' AND (NOT e.draw OR e.drawn_at IS NOT NULL)
                       AND NOT EXISTS (SELECT FROM place w WHERE w.pre_order_id = p.id))
     FROM event e WHERE e.id = $1) AS line_ok,
    NOT EXISTS (SELECT FROM p WHERE called_at IS NOT NULL AND status = 'refused') AS order_ok`;

/** An event's pre-orders, oldest first, after the one that the cursor names; of one status where given. */
export async function listPreOrders(
  db: Database,
  eventId: string,
  {
    status,
    cursor,
    limit,
  }: { status?: PreOrderStatus | undefined; cursor?: string | undefined; limit: number },
): Promise<PreOrderNow[]> {
  const rows = await db.query<PreOrderRow>(
    {
      name: 'list_pre_orders',
      text: `SELECT * FROM pre_order_now WHERE event_id = $1 AND ($2::text IS NULL OR status = $2)
               AND ($3::uuid IS NULL OR (asked_at, id) > (SELECT asked_at, id FROM pre_order WHERE id = $3 AND event_id = $1))
             ORDER BY asked_at, id LIMIT $4`,
    },
    [eventId, status ?? null, cursor ?? null, limit],
  );
  return rows.map(toPreOrder);
}
