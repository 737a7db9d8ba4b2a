/** The files that an operator can export, written page by page. */
import { plainTime } from '../domain/local-time';
import type { SaleEvent } from '../domain/event';
import type { PreOrder } from '../domain/pre-order';
import type { SoldTicket } from '../events';
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
    ...['price', 'currency', 'buyer', 'sold_at', 'time_zone', 'sold_at_utc'],
  ],
  fields: (one, separator, zone) => [
    ...[one.preOrderId, one.ticketId, csvCode(one.code), one.status, one.ticketType, one.typeName],
    ...[csvAmount(one.priceCents, one.currency, separator), one.currency, one.buyerId],
    ...times(zone, one.soldAt),
  ],
  record: (one) => one,
  preOrderId: (one) => one.preOrderId,
};

/** One row for each pre-order. */
export const PRE_ORDERS: Table<PreOrder> = {
  header: [
    ...['pre_order', 'status', 'reason', 'ticket_types', 'tickets', 'total', 'currency', 'buyer'],
    ...['asked_at', 'held_at', 'closed_at', 'time_zone', 'asked_at_utc', 'held_at_utc', 'closed_at_utc'],
  ],
  fields: (one, separator, zone) => [
    ...[one.id, one.status, one.reason ?? '', one.items.map((item) => item.ticketType).join(' ')],
    String(one.items.reduce((sum, item) => sum + item.quantity, 0)),
    ...[csvAmount(one.totalCents, one.currency, separator), one.currency, one.buyerId],
    ...times(zone, one.askedAt, one.heldAt, one.closedAt),
  ],
  record: ({ id, eventId, buyerId, status, reason, items, totalCents, currency, ...one }) => ({
    ...{ id, eventId, buyerId, status, reason, items, totalCents, currency, place: one.place },
    ...{ askedAt: one.askedAt, calledAt: one.calledAt, heldAt: one.heldAt, closedAt: one.closedAt },
  }),
  preOrderId: (one) => one.id,
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
