/** What an operator takes away as a file: an event's sales or pre-orders, read and written page by page. */
import { once } from 'node:events';
import type { Response } from 'express';
import type { PreOrder } from '../domain/pre-order';
import type { Events, SoldTicket } from '../events';
import { BYTE_ORDER_MARK, csvAmount, csvLine, csvTime, type Separator } from './csv';

/** For spreadsheets, or for programs: JSON, one object a line. */
export type ExportFormat = 'csv' | 'ndjson';

/** One kind of line. */
interface Table<Row> {
  header: string[];
  fields(row: Row, separator: Separator): string[];
  record(row: Row): unknown;
  /** The next page after the pre-order with this id. */
  read(events: Events, eventId: string, after: string | undefined, limit: number): Promise<Row[]>;
  /** The pre-order of a row. */
  idOf(row: Row): string;
}

/** How many pre-orders are read and written at a time, so that a big sale takes little memory. */
const PAGE = 2_000;

const time = (at: Date | undefined) => (at ? csvTime(at) : '');

const SALES: Table<SoldTicket> = {
  header: [
    ...['pre_order', 'ticket', 'code', 'status', 'ticket_type', 'ticket_type_name'],
    ...['price', 'currency', 'buyer', 'sold_at_utc'],
  ],
  fields: (one, separator) => [
    ...[one.preOrderId, one.ticketId, one.code, one.status, one.ticketType, one.typeName],
    ...[csvAmount(one.priceCents, one.currency, separator), one.currency, one.buyerId, csvTime(one.soldAt)],
  ],
  record: (one) => one,
  read: (events, eventId, after, limit) => events.soldTickets(eventId, after, limit),
  idOf: (one) => one.preOrderId,
};

const PRE_ORDERS: Table<PreOrder> = {
  header: [
    ...['pre_order', 'status', 'reason', 'ticket_types', 'tickets', 'total', 'currency', 'buyer'],
    ...['asked_at_utc', 'held_at_utc', 'closed_at_utc'],
  ],
  fields: (one, separator) => [
    ...[one.id, one.status, one.reason ?? '', one.items.map((item) => item.ticketType).join(' ')],
    String(one.items.reduce((sum, item) => sum + item.quantity, 0)),
    ...[csvAmount(one.totalCents, one.currency, separator), one.currency, one.buyerId],
    ...[time(one.askedAt), time(one.heldAt), time(one.closedAt)],
  ],
  record: ({ id, eventId, buyerId, status, reason, items, totalCents, currency, ...one }) => ({
    ...{ id, eventId, buyerId, status, reason, items, totalCents, currency, place: one.place },
    ...{ askedAt: one.askedAt, calledAt: one.calledAt, heldAt: one.heldAt, closedAt: one.closedAt },
  }),
  read: (events, eventId, cursor, limit) => events.preOrders(eventId, { cursor, limit }),
  idOf: (one) => one.id,
};

/** Everything that can be exported, by the name of its route. Oldest pre-order first. */
export const EXPORTS = { sales: pagesOf(SALES), 'pre-orders': pagesOf(PRE_ORDERS) };

type Pages = (
  events: Events,
  eventId: string,
  format: ExportFormat,
  separator: Separator,
) => AsyncGenerator<string>;

/** A table's text, a page at a time. */
function pagesOf<Row>({ header, fields, record, read, idOf }: Table<Row>): Pages {
  return async function* (events, eventId, format, separator) {
    const line = (row: Row) =>
      format === 'csv' ? csvLine(fields(row, separator), separator) : `${JSON.stringify(record(row))}\n`;
    let start = format === 'csv' ? BYTE_ORDER_MARK + csvLine(header, separator) : '';
    for (let last: Row | undefined; ;) {
      const page = await read(events, eventId, last && idOf(last), PAGE);
      yield start + page.map(line).join('');
      last = page.at(-1);
      if (last === undefined) return;
      start = '';
    }
  };
}

/**
 * Writes what can be exported as a file.
 * @throws where not even its beginning could be read; later failures cut the file off, so that nobody takes it for the whole.
 */
export async function sendExport(
  response: Response,
  pages: AsyncGenerator<string>,
  file: string,
  onError: (error: unknown) => void,
): Promise<void> {
  let page = await pages.next();
  response.set('Content-Disposition', `attachment; filename="${file}"`);
  response.set('Cache-Control', 'no-store').type(file.endsWith('.csv') ? 'text/csv' : 'application/x-ndjson');
  try {
    for (; !page.done && !response.destroyed; page = await pages.next())
      if (!response.write(page.value)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    response.end();
  } catch (error) {
    onError(error);
    response.destroy();
  }
}
