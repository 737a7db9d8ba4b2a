import { createCheckout } from './checkout';
import type { OrderDependencies } from './dependencies';
import { createFind } from './find';
import { createGiveBack } from './give-back';
import { GiveBackLimit } from './give-back-limit';
import { createHistory } from './history';
import { createReadOwn } from './read';
import { createRequireRefundable } from './refundable';
import { createRequestOrder } from './request';
import { createReserve } from './reserve';
import { createTouch } from './touch';

export type { OrderDependencies } from './dependencies';
export { createPreOrderStore, type PreOrderStore } from './store';

export type Orders = ReturnType<typeof createOrders>;

/** The use cases of a purchase; each has a file of its own. */
export function createOrders(deps: OrderDependencies) {
  const { store } = deps;
  const readOwn = createReadOwn(store);
  const giveBacks = new GiveBackLimit(deps.giveBackLimit ?? 0);
  return {
    // Of a buyer.
    request: createRequestOrder(deps, readOwn, giveBacks),
    readOwn,
    /** A page of the buyer's own, newest first. */
    listOwn: store.ofBuyer,
    touch: createTouch(store, readOwn),
    checkout: createCheckout(deps, readOwn),
    giveBack: createGiveBack(deps, readOwn, giveBacks),
    history: createHistory(deps),
    requireRefundable: createRequireRefundable(deps, readOwn),
    // Of a workflow.
    reserve: createReserve(deps),
    sell: store.sell,
    releaseOverdue: store.releaseOverdue,
    release: store.giveBack,
    // Of an operator.
    find: createFind(deps.db, store),
  };
}
