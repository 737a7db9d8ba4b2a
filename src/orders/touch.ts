import type { PreOrder } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { ReadOwn } from './read';
import type { PreOrderStore } from './store';

/**
 * The buyer is there: moves the deadline of their hold.
 * @throws {Refusal} `pre_order_not_found`, `not_held` while in line or called, `expired` once the hold is over.
 */
export function createTouch(store: PreOrderStore, readOwn: ReadOwn) {
  return async (id: string, buyerId: string): Promise<PreOrder> => {
    const touched = await store.touch((await readOwn(id, buyerId)).id);
    if (touched?.status === 'in_line' || touched?.status === 'called')
      throw new Refusal({ code: 'not_held' });
    // A payment that is open keeps the deadline where it is.
    const held = touched?.status === 'pre_order' && (touched.remainingMs ?? 0) > 0;
    if (!held && touched?.status !== 'paying') throw new Refusal({ code: 'expired' });
    return touched;
  };
}
