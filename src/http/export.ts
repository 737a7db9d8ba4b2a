/** The files that an operator can export, written page by page. */
import { plainTime } from '../domain/local-time';
import type { SaleEvent } from '../domain/event';
import { paymentStatusOf, type Payment } from '../domain/payment';
import type { PreOrder } from '../domain/pre-order';
import type { SoldTicket } from '../events';
import type { PaymentRow } from '../payments/records';
import { orderNumberOf } from '../domain/order-number';
import { BYTE_ORDER_MARK, csvAmount, csvCode, csvLine, type Separator } from './csv';

/** `csv` is for spreadsheets, `ndjson` for programs: one JSON object on each line. */
export type ExportFormat = 'csv' | 'ndjson';

interface Table<Row> {
  header: string[];
  /** A row as CSV has it. @param zone the venue's. */
  fields(row: Row, separator: Separator, zone: string): string[];
  /** A row as JSON has it. */
  record(row: Row): unknown;
  preOrderId(row: Row): string;
}

/** How many pre-orders are read and written at a time, so that a large event takes little memory. */
const PAGE = 2_000;

/** By the venue's clocks, and in UTC: the former may show the same hour twice. */
const times = (zone: string, ...all: (Date | undefined)[]) => [
  ...all.map((at) => (at ? plainTime(at, zone) : '')),
  zone,
  ...all.map((at) => (at ? plainTime(at, 'UTC') : '')),
];

/** One row for each sold ticket. */
export const SALES: Table<SoldTicket> = {
  header: [
    ...['pre_order', 'ticket', 'code', 'status', 'ticket_type', 'ticket_type_name'],
    ...['price', 'currency', 'buyer', 'sold_at', 'time_zone', 'sold_at_utc', 'payment', 'payment_method'],
  ],
  fields: (one, separator, zone) => [
    ...[one.preOrderId, one.ticketId, csvCode(one.code), one.status, one.ticketType, one.typeName],
    ...[csvAmount(one.priceCents, one.currency, separator), one.currency, one.buyerId],
    ...times(zone, one.soldAt),
    ...[one.paymentId ?? '', one.paymentMethod ?? ''],
  ],
  record: (one) => one,
  preOrderId: (one) => one.preOrderId,
};

/** One row for each pre-order. */
export const PRE_ORDERS: Table<PreOrder> = {
  header: [
    ...['pre_order', 'status', 'reason', 'ticket_types', 'tickets', 'total', 'currency', 'buyer'],
    ...['asked_at', 'held_at', 'closed_at', 'time_zone', 'asked_at_utc', 'held_at_utc', 'closed_at_utc'],
    ...['payment', 'payment_method', 'payment_status', 'captured', 'refunded'],
  ],
  fields: (one, separator, zone) => [
    ...[one.id, one.status, one.reason ?? '', one.items.map((item) => item.ticketType).join(' ')],
    String(one.items.reduce((sum, item) => sum + item.quantity, 0)),
    ...[csvAmount(one.totalCents, one.currency, separator), one.currency, one.buyerId],
    ...times(zone, one.askedAt, one.heldAt, one.closedAt),
    ...paymentFields(one, separator),
  ],
  record: ({ id, eventId, buyerId, status, reason, items, totalCents, currency, ...one }) => ({
    ...{ id, eventId, buyerId, status, reason, items, totalCents, currency, place: one.place },
    ...{ askedAt: one.askedAt, calledAt: one.calledAt, heldAt: one.heldAt, closedAt: one.closedAt },
    ...(one.payment && { payment: paymentRecord(one.payment) }),
  }),
  preOrderId: (one) => one.id,
};

const paymentFields = ({ payment, currency }: PreOrder, separator: Separator): string[] =>
  payment
    ? [
        ...[payment.id, payment.method, paymentStatusOf(payment)],
        ...[payment.capturedCents, payment.refundedCents].map((cents) =>
          csvAmount(cents, currency, separator),
        ),
      ]
    : ['', '', '', '', ''];

const paymentRecord = (payment: Payment) => ({
  ...{ id: payment.id, method: payment.method, status: paymentStatusOf(payment) },
  ...{ capturedCents: payment.capturedCents, refundedCents: payment.refundedCents },
});

/** One row for each attempt to pay. */
export const PAYMENTS: Table<PaymentRow> = {
  header: [
    ...['order_number', 'pre_order', 'payment', 'attempt', 'method', 'status', 'decline_reason', 'mismatch'],
    ...['amount', 'captured', 'refunded', 'refund_pending', 'currency', 'provider_id', 'refunds'],
    ...['created_at', 'ended_at', 'time_zone', 'created_at_utc', 'ended_at_utc'],
  ],
  fields(one, separator, zone) {
    const amount = (cents: number) => csvAmount(cents, one.currency, separator);
    const refunded = (status: string) =>
      one.refunds
        .filter((refund) => refund.status === status)
        .reduce((sum, refund) => sum + refund.amountCents, 0);
    return [
      ...[orderNumberOf(one.preOrderId), one.preOrderId, one.id, String(one.attempt), one.method, one.status],
      ...[one.declineReason ?? '', one.mismatch ?? '', amount(one.amountCents), amount(one.capturedCents)],
      ...[amount(refunded('succeeded')), amount(refunded('pending')), one.currency],
      one.intentId ?? one.providerId ?? '',
      one.refunds.map(({ id, providerId }) => providerId ?? id).join(' '),
      ...times(zone, one.createdAt, one.endedAt ?? undefined),
    ];
  },
  record: (one) => ({ orderNumber: orderNumberOf(one.preOrderId), ...one }),
  preOrderId: (one) => one.preOrderId,
};

/**
 * @param read reads the rows of the pre-orders that follow one, oldest first. `limit` counts pre-orders.
 * @returns a function that generates the text of an event's export, page by page. Its times are by the event's zone.
 */
export function exportTable<Row>(
  { header, fields, record, preOrderId }: Table<Row>,
  read: (eventId: string, after: string | undefined, limit: number) => Promise<Row[]>,
) {
  return async function* (
    { id, timeZone }: Pick<SaleEvent, 'id' | 'timeZone'>,
    format: ExportFormat,
    separator: Separator,
  ) {
    const line = (row: Row) =>
      format === 'csv'
        ? csvLine(fields(row, separator, timeZone), separator)
        : `${JSON.stringify(record(row))}\n`;
    let start = format === 'csv' ? BYTE_ORDER_MARK + csvLine(header, separator) : '';
    for (let last: Row | undefined; ;) {
      const page = await read(id, last && preOrderId(last), PAGE);
      yield start + page.map(line).join('');
      last = page.at(-1);
      if (last === undefined) return;
      start = '';
    }
  };
}
