import type { PreOrder } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { PreOrderStore } from './store';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a buyer's own pre-order; somebody else's doesn't exist for them.
 * @param id in any case.
 * @throws {Refusal} `pre_order_not_found`.
 */
export type ReadOwn = (id: string, buyerId: string) => Promise<PreOrder>;

export function createReadOwn(store: Pick<PreOrderStore, 'read'>): ReadOwn {
  return async (id, buyerId) => {
    const key = id.toLowerCase();
    const preOrder = UUID.test(key) ? await store.read(key) : undefined;
    if (preOrder?.buyerId !== buyerId) throw new Refusal({ code: 'pre_order_not_found' });
    return preOrder;
  };
}
