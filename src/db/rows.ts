import type { EndReason, Item, PreOrder, PreOrderStatus, TicketStatus } from '../domain/pre-order';

/** A row of the view `pre_order_now`. Rows stop here; everybody else sees a PreOrder. */
export interface PreOrderRow {
  id: string;
  event_id: string;
  buyer_id: string;
  status: PreOrderStatus;
  items: Item[];
  total_cents: number;
  currency: string;
  asked_at: Date;
  place: number | null;
  ahead: number | null;
  called_at: Date | null;
  held_at: Date | null;
  last_activity_at: Date | null;
  expires_at: Date | null;
  accepted_at: Date | null;
  closed_at: Date | null;
  reason: EndReason | null;
  server_time: Date;
  remaining_ms: number | null;
  tickets: { id: string; ticketType: string; status: TicketStatus; code: string | null }[];
}

/**
 * The view's columns that a PreOrderRow has. Named one by one: a prepared `SELECT *` fails once the view gains a column,
 * as it does when a newer program migrates the database.
 */
export const COLUMNS = `id, event_id, buyer_id, status, items, total_cents, currency, asked_at, place, ahead, called_at, held_at,
  last_activity_at, expires_at, accepted_at, closed_at, reason, server_time, remaining_ms, tickets`;

export function toPreOrder(row: PreOrderRow): PreOrder {
  const endedByDeadline = row.reason === 'idle' || row.reason === 'hold_ended';
  return {
    id: row.id,
    eventId: row.event_id,
    buyerId: row.buyer_id,
    status: row.status,
    items: row.items,
    totalCents: row.total_cents,
    currency: row.currency,
    tickets: row.tickets.map(({ code, ...ticket }) => (code === null ? ticket : { ...ticket, code })),
    askedAt: row.asked_at,
    serverTime: row.server_time,
    ...present({
      place: row.place,
      ahead: row.ahead,
      calledAt: row.called_at,
      heldAt: row.held_at,
      lastActivityAt: row.last_activity_at,
      acceptedAt: row.accepted_at,
      closedAt: row.closed_at,
      reason: row.reason,
    }),
    ...(row.status === 'pre_order' && present({ expiresAt: row.expires_at, remainingMs: row.remaining_ms })),
    ...(endedByDeadline &&
      row.closed_at &&
      row.expires_at && { releasedLateMs: row.closed_at.getTime() - row.expires_at.getTime() }),
  };
}

type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The fields that are not null. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Present<T>;
}

/**
 * SQL: after the pre-order of event $1 that the parameter names, in the order of (asked_at, id); from the start where it is null.
 * One comparison of rows, so that the event's index leads there and a page doesn't read all before it.
 */
export const after = (parameter: string): string => `(asked_at, id) > (
  CASE WHEN ${parameter}::uuid IS NULL THEN '-infinity'
       ELSE (SELECT c.asked_at FROM pre_order c WHERE c.id = ${parameter} AND c.event_id = $1) END,
  coalesce(${parameter}, '00000000-0000-0000-0000-000000000000'))`;
