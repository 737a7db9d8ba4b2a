import type { Database } from '../db/database';
import { findByIdRange, findByTicketCode } from '../db/pre-orders';
import { subjectOf } from '../contract/names';
import { idsOfOrderNumber } from '../domain/order-number';
import type { PreOrder } from '../domain/pre-order';
import type { PreOrderStore } from './store';

/** How many pre-orders a search finds at most. */
const MOST = 100;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Finds pre-orders by what a buyer or an operator can name: an order number, a ticket's code, the id of a pre-order, of
 * its workflow, or of its buyer.
 * @returns newest first; none if it is nobody's.
 */
export function createFind(db: Database, store: Pick<PreOrderStore, 'read' | 'ofBuyer'>) {
  return async (text: string): Promise<PreOrder[]> => {
    const id = subjectOf(text.trim().toLowerCase());
    if (UUID.test(id)) {
      const preOrder = await store.read(id);
      return preOrder ? [preOrder] : store.ofBuyer({ buyerId: id, limit: MOST });
    }
    const range = idsOfOrderNumber(text);
    const numbered = range ? await findByIdRange(db, ...range, MOST) : [];
    return numbered.length > 0 ? numbered : findByTicketCode(db, text.replace(/\s/g, '').toUpperCase());
  };
}
