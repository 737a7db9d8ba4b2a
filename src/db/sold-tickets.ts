import type { PaymentMethod } from '../domain/payment';
import type { Database } from './database';

/** A ticket that was sold, whether or not it was refunded or its event cancelled afterwards. */
export interface SoldTicket {
  preOrderId: string;
  buyerId: string;
  ticketId: string;
  code: string;
  ticketType: string;
  typeName: string;
  /** What was paid, in integer minor units. */
  priceCents: number;
  currency: string;
  soldAt: Date;
  status: 'sold' | 'cancelled' | 'refunding' | 'refunded';
  /** The attempt that paid for it; null where none did. */
  paymentId: string | null;
  paymentMethod: PaymentMethod | null;
}

/**
 * The tickets of a page of an event's sales, oldest pre-order first.
 * @param after the last pre-order of the page before.
 * @param limit in pre-orders; none of them is cut in two.
 */
export async function readSoldTickets(
  db: Database,
  eventId: string,
  after: string | undefined,
  limit: number,
): Promise<SoldTicket[]> {
  const text = `
    SELECT p.id AS "preOrderId", p.buyer_id AS "buyerId", k.id AS "ticketId", k.code, k.ticket_type AS "ticketType",
      t.name AS "typeName", i."unitPriceCents" AS "priceCents", p.currency,
      CASE WHEN k.status IN ('refunding', 'refunded') THEN k.status ELSE p.status END AS status,
      a.id AS "paymentId", a.method AS "paymentMethod",
      CASE WHEN p.status = 'sold' THEN p.closed_at ELSE p.sold_at END AS "soldAt"
    FROM page_of_event($1, $2, $3, NULL, true) page JOIN pre_order p ON p.id = page.id
    JOIN ticket k ON k.pre_order_id = p.id AND k.code IS NOT NULL
    JOIN ticket_type t ON t.event_id = p.event_id AND t.id = k.ticket_type
    LEFT JOIN payment_attempt a ON a.id = p.payment_id
    JOIN LATERAL jsonb_to_recordset(p.items) AS i ("ticketType" text, "unitPriceCents" bigint)
      ON i."ticketType" = k.ticket_type
    ORDER BY p.asked_at, p.id, k.ticket_type, k.id`;
  return db.query<SoldTicket>({ name: 'sold_tickets', text }, [eventId, after ?? null, limit]);
}
