import type { EndReason, PreOrder, PreOrderStatus } from '../domain/pre-order';
import type { Database } from './database';
import { COLUMNS, toPreOrder, type PreOrderRow } from './rows';

/*
 * The steps of a pre-order's life: one idempotent statement for any number of ids. A pre-order for which the step isn't
 * possible stays as it is. Each returns the pre-orders as they are afterwards, without ids that don't exist.
 */

async function run(db: Database, name: string, text: string, values: unknown[]): Promise<PreOrder[]> {
  return (await db.query<PreOrderRow>({ name, text }, values)).map(toPreOrder);
}

export const readPreOrders = (db: Database, ids: string[]) =>
  run(db, 'read', `SELECT ${COLUMNS} FROM pre_order_now WHERE id = ANY ($1)`, [ids]);

/** Those whose ids lie in a range, newest first. */
export const findByIdRange = (db: Database, first: string, last: string, limit: number) =>
  run(
    db,
    'find_by_range',
    `SELECT now.* FROM (SELECT id, asked_at FROM pre_order WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3) mine
     CROSS JOIN LATERAL (${ONE}) now ORDER BY mine.asked_at DESC, mine.id`,
    [first, last, limit],
  );

/** The one that has the ticket with this code. */
export const findByTicketCode = (db: Database, code: string) =>
  run(
    db,
    'find_by_code',
    `SELECT now.* FROM (SELECT pre_order_id AS id FROM ticket WHERE code = $1) mine CROSS JOIN LATERAL (${ONE}) now`,
    [code],
  );

/** Turns the stock that was set aside into tickets and starts the deadline. */
export const holdPreOrders = (db: Database, ids: string[]) =>
  run(db, 'hold', `SELECT ${COLUMNS} FROM hold_pre_orders($1)`, [ids]);

/** The buyers are active, which moves their deadlines. */
export const touchPreOrders = (db: Database, ids: string[]) =>
  run(db, 'touch', `SELECT ${COLUMNS} FROM touch_pre_orders($1)`, [ids]);

/** Accepts checkouts whose deadlines haven't passed. The caller has the lease to signal their workflows. */
export const acceptCheckouts = (db: Database, ids: string[], leaseSeconds: number) =>
  run(db, 'accept', `SELECT ${COLUMNS} FROM accept_checkouts($1, $2)`, [ids, leaseSeconds]);

/** Sells what was accepted, or is still in time. */
export const sellPreOrders = (db: Database, ids: string[]) =>
  run(db, 'sell', `SELECT ${COLUMNS} FROM sell_pre_orders($1)`, [ids]);

/** Invalidates those whose deadline has passed, and at most `takeAlong` others that are overdue. */
export const releaseOverdue = (db: Database, ids: string[], takeAlong: number) =>
  run(db, 'release', `SELECT ${COLUMNS} FROM release_overdue($1, $2)`, [ids, takeAlong]);

/** Invalidates before the deadline; never what was accepted or sold. */
export const giveBack = (db: Database, ids: string[], reason: EndReason) =>
  run(db, 'give_back', `SELECT ${COLUMNS} FROM give_back($1, $2)`, [ids, reason]);

/** Gives up places in line; a pre-order that was called already is left as it is. */
export const leaveLine = (db: Database, ids: string[]) =>
  run(db, 'leave', `SELECT ${COLUMNS} FROM leave_line($1)`, [ids]);

/**
 * One pre-order of a page. A page is cut before this reads the view, which looks up tickets and places for each of its
 * rows. OFFSET 0 makes it a lookup; the planner would read the whole view otherwise.
 */
const ONE = `SELECT ${COLUMNS} FROM pre_order_now WHERE id = mine.id OFFSET 0`;

/** A part of a buyer's pre-orders, newest first. */
export interface PageOfBuyer {
  buyerId: string;
  /** The last pre-order of the page before. */
  cursor?: string | undefined;
  limit: number;
}

/** Each page reads its own rows and no others, however many the buyer has, by the index `pre_order_buyer`. */
const OF_BUYERS = `SELECT page.number, now.* FROM unnest($1::uuid[], $2::uuid[], $3::int[])
    WITH ORDINALITY AS page (buyer_id, cursor, size, number) CROSS JOIN LATERAL
    (SELECT o.id, o.asked_at FROM pre_order o
     WHERE o.buyer_id = page.buyer_id AND o.asked_at > '-infinity' AND (o.asked_at, o.id) < (
       CASE WHEN page.cursor IS NULL THEN 'infinity'
            ELSE (SELECT CASE WHEN c.buyer_id = page.buyer_id THEN c.asked_at END
                  FROM pre_order c WHERE c.id = page.cursor) END,
       coalesce(page.cursor, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
     ORDER BY o.asked_at DESC, o.id DESC LIMIT page.size) mine
  CROSS JOIN LATERAL (${ONE}) now
  ORDER BY page.number, mine.asked_at DESC, mine.id DESC`;

/** Several pages in one statement. @returns each page's pre-orders; none after a cursor that isn't the buyer's. */
export async function readPagesOfBuyers(db: Database, pages: PageOfBuyer[]): Promise<PreOrder[][]> {
  const rows = await db.query<PreOrderRow & { number: number }>({ name: 'of_buyer', text: OF_BUYERS }, [
    pages.map((page) => page.buyerId),
    pages.map((page) => page.cursor ?? null),
    pages.map((page) => page.limit),
  ]);
  const found: PreOrder[][] = pages.map(() => []);
  for (const { number, ...row } of rows) found[number - 1]?.push(toPreOrder(row));
  return found;
}

export interface PageOfPreOrders {
  status?: PreOrderStatus | undefined;
  /** The last pre-order of the previous page. */
  cursor?: string | undefined;
  limit: number;
}

const LIST = `SELECT now.* FROM page_of_event($1, $3, $4, $2, false) mine CROSS JOIN LATERAL (${ONE}) now
  ORDER BY mine.asked_at, mine.id`;

/** An event's pre-orders, oldest first; only those of one status if it is given. */
export const listPreOrders = (db: Database, eventId: string, { status, cursor, limit }: PageOfPreOrders) =>
  run(db, 'list_pre_orders', LIST, [eventId, status ?? null, cursor ?? null, limit]);
