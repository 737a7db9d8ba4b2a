import type { EndReason, PreOrder, PreOrderStatus } from '../domain/pre-order';
import type { Database } from './database';
import { after, COLUMNS, toPreOrder, type PreOrderRow } from './rows';

/*
 * The steps of a pre-order's life: one idempotent statement for any number of ids. A pre-order for which the step isn't
 * possible stays as it is. Each returns the pre-orders as they are afterwards, without ids that don't exist.
 */

async function run(db: Database, name: string, text: string, values: unknown[]): Promise<PreOrder[]> {
  return (await db.query<PreOrderRow>({ name, text }, values)).map(toPreOrder);
}

export const readPreOrders = (db: Database, ids: string[]) =>
  run(db, 'read', `SELECT ${COLUMNS} FROM pre_order_now WHERE id = ANY ($1)`, [ids]);

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

const OF_BUYERS = `SELECT mine.* FROM unnest($1::uuid[]) buyer (id) CROSS JOIN LATERAL
    (SELECT ${COLUMNS} FROM pre_order_now WHERE buyer_id = buyer.id ORDER BY asked_at DESC, id DESC LIMIT 100) mine
  ORDER BY mine."askedAt" DESC, mine.id DESC`;

/** The pre-orders of these buyers, newest first, at most 100 of each. */
export const readPreOrdersOfBuyers = (db: Database, ids: string[]) => run(db, 'of_buyer', OF_BUYERS, [ids]);

export interface PageOfPreOrders {
  status?: PreOrderStatus | undefined;
  /** The last pre-order of the previous page. */
  cursor?: string | undefined;
  limit: number;
}

const LIST = `SELECT ${COLUMNS} FROM pre_order_now
  WHERE event_id = $1 AND ($2::text IS NULL OR status = $2) AND ${after('$3')} ORDER BY asked_at, id LIMIT $4`;

/** An event's pre-orders, oldest first; only those of one status if it is given. */
export const listPreOrders = (db: Database, eventId: string, { status, cursor, limit }: PageOfPreOrders) =>
  run(db, 'list_pre_orders', LIST, [eventId, status ?? null, cursor ?? null, limit]);
