import { once } from 'node:events';
import type { Response } from 'express';
import type { Database } from '../db/database';
import { readSoldTickets, type SoldTicket } from '../db/sold-tickets';
import { BYTE_ORDER_MARK, csvAmount, csvLine, csvTime, type Separator } from './csv';

/** How many pre-orders are read and written at a time, so that a big sale takes little memory. */
const PAGE = 2_000;

const HEADER = [
  ...['pre_order', 'ticket', 'code', 'status', 'ticket_type', 'ticket_type_name'],
  ...['price', 'currency', 'buyer', 'sold_at_utc'],
];

const fieldsOf = (one: SoldTicket, separator: Separator) => [
  ...[one.preOrderId, one.ticketId, one.code, one.status, one.ticketType, one.typeName],
  ...[csvAmount(one.priceCents, one.currency, separator), one.currency, one.buyerId, csvTime(one.soldAt)],
];

/**
 * Writes an event's sales as a file, one line a ticket, page by page.
 * @throws where not even its beginning could be read; later failures cut the file off, so that nobody takes it for the whole.
 */
export async function sendSales(
  response: Response,
  db: Database,
  eventId: string,
  separator: Separator,
  onError: (error: unknown) => void,
): Promise<void> {
  let page = await readSoldTickets(db, eventId, undefined, PAGE);
  response.set('Content-Disposition', `attachment; filename="sales-${eventId}.csv"`);
  response.set('Cache-Control', 'no-store').type('text/csv');
  response.write(BYTE_ORDER_MARK + csvLine(HEADER, separator));
  try {
    while (page.length > 0 && !response.destroyed) {
      const text = page.map((one) => csvLine(fieldsOf(one, separator), separator)).join('');
      if (!response.write(text)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      page = await readSoldTickets(db, eventId, page.at(-1)?.preOrderId, PAGE);
    }
    response.end();
  } catch (error) {
    onError(error);
    response.destroy();
  }
}
