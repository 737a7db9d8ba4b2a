import type { Payment } from '../domain/payment';
import type { PreOrder } from '../domain/pre-order';

/** A pre-order as the database answers it. Rows stop here: everybody else sees a PreOrder. */
export type PreOrderRow = { [Field in keyof Omit<PreOrder, 'payment'>]-?: PreOrder[Field] | null } & {
  payment: PaymentRow | null;
};

/** JSON has no times. */
type PaymentRow = { [Field in keyof Payment]: Payment[Field] extends Date ? string : Payment[Field] | null };
const PAYMENT_TIMES = ['createdAt', 'endedAt', 'payUntil', 'pixExpiresAt'] as const;

/**
 * The columns of the view `pre_order_now` that a PreOrderRow has. Named one by one: a prepared `SELECT *` fails once
 * the view gains a column, as it does when a newer program migrates the database.
 */
export const COLUMNS = `id, event_id AS "eventId", buyer_id AS "buyerId", status, items, total_cents AS "totalCents",
  currency, json_strip_nulls(tickets) AS tickets, asked_at AS "askedAt", place, ahead, called_at AS "calledAt",
  held_at AS "heldAt", last_activity_at AS "lastActivityAt", accepted_at AS "acceptedAt", closed_at AS "closedAt",
  CASE WHEN status IN ('pre_order', 'paying') THEN expires_at END AS "expiresAt",
  CASE WHEN status IN ('pre_order', 'paying') THEN hold_ends_at END AS "holdEndsAt",
  CASE WHEN status IN ('pre_order', 'paying') THEN remaining_ms END AS "remainingMs", reason,
  CASE WHEN reason IN ('idle', 'hold_ended', 'payment_not_completed')
       THEN round(extract(epoch FROM closed_at - expires_at) * 1000)::float8 END AS "releasedLateMs",
  server_time AS "serverTime", payment`;

export function toPreOrder({ payment, ...row }: PreOrderRow): PreOrder {
  const preOrder = present(row) as PreOrder;
  return payment === null ? preOrder : { ...preOrder, payment: toPayment(payment) };
}

function toPayment(row: PaymentRow): Payment {
  const payment: Record<string, unknown> = present(row);
  for (const name of PAYMENT_TIMES)
    if (payment[name] !== undefined) payment[name] = new Date(payment[name] as string);
  return payment as unknown as Payment;
}

/** The fields that are not null. */
export function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as typeof fields;
}
