import { Batcher, type BatchContext } from '../concurrency/batcher';
import type { Database } from '../db/database';
import {
  acceptCheckouts,
  giveBack,
  holdPreOrders,
  leaveLine,
  readPreOrders,
  readPagesOfBuyers,
  releaseOverdue,
  sellPreOrders,
  touchPreOrders,
  type PageOfBuyer,
} from '../db/pre-orders';
import type { EndReason, PreOrder } from '../domain/pre-order';
import { Unavailable } from '../domain/unavailable';

/** How long an accepted checkout is its API process's to signal, in seconds. */
const CHECKOUT_LEASE_SECONDS = 5;

/** How many other overdue holds one release takes along. */
const TAKE_ALONG = 500;

/** Answers the pre-order as it is afterwards; undefined where there is none by that id. */
export type Step = (id: string) => Promise<PreOrder | undefined>;

/**
 * The steps of a pre-order's life, micro-batched: what many ask for at once shares a statement. A step that isn't
 * possible leaves the pre-order as it is; the caller reads its status.
 */
export interface PreOrderStore {
  read: Step;
  /** Turns the stock that was set aside into tickets; the deadline starts. */
  hold: Step;
  /** The buyer is there: moves the deadline. */
  touch: Step;
  /** Accepts a checkout if the deadline hasn't passed; from then on the sale can't be lost. */
  acceptCheckout: Step;
  /** Sells what was accepted (or, unaccepted, is still in time). */
  sell: Step;
  /** Invalidates if the deadline has passed, and others that are overdue with it. */
  releaseOverdue: Step;
  /** Invalidates before the deadline; never what was accepted or sold. */
  giveBack(id: string, reason: EndReason): Promise<PreOrder | undefined>;
  /** Gives up a place in line; a pre-order that was called already is left as it is. */
  leave: Step;
  /** A page of a buyer's own, newest first. */
  ofBuyer(page: PageOfBuyer): Promise<PreOrder[]>;
}

export interface StoreObservers {
  /** @param seconds how long the statement took. */
  onBatch(operation: string, size: number, seconds: number): void;
  /** Every pre-order that a step (not a read) has answered. */
  onStep?: ((preOrder: PreOrder) => void) | undefined;
  /** How long after its deadline a hold was released, in seconds. */
  onReleased?: ((seconds: number) => void) | undefined;
  /** There where requests are traced. */
  batchContext?: BatchContext | undefined;
}

export function createPreOrderStore(db: Database, observers: StoreObservers): PreOrderStore {
  const { onBatch, onStep, onReleased, batchContext: context } = observers;
  const batched = <T, R>(name: string, run: (items: T[]) => Promise<R[]>) => {
    const batcher = new Batcher<T, R>({
      run,
      isOutage: (error) => error instanceof Unavailable,
      context,
      onBatch: (size, seconds) => onBatch(name, size, seconds),
    });
    return (item: T) => batcher.add(item);
  };
  const step = (name: string, run: (ids: string[]) => Promise<PreOrder[]>, onEach = onStep): Step =>
    batched(name, async (ids: string[]) => {
      const preOrders = await run(ids);
      const found = new Map(preOrders.map((one) => [one.id, one]));
      if (onEach) for (const preOrder of found.values()) onEach(preOrder);
      return ids.map((id) => found.get(id));
    });
  // A workflow asks once more after its hold's end, whatever process released it: so each hold is reported once.
  const reportRelease = (preOrder: PreOrder) => {
    onStep?.(preOrder);
    if (preOrder.releasedLateMs !== undefined) onReleased?.(preOrder.releasedLateMs / 1_000);
  };
  const givers = new Map<EndReason, Step>();
  const ofBuyer = batched('of_buyer', async (wanted: PageOfBuyer[]) => {
    // Of those who ask for the same page, all but one only wait for it.
    const pages = new Map(wanted.map((page) => [keyOf(page), page]));
    const found = await readPagesOfBuyers(db, [...pages.values()]);
    const numbers = new Map([...pages.keys()].map((key, i) => [key, i]));
    return wanted.map((page) => found[numbers.get(keyOf(page)) ?? -1] ?? []);
  });

  return {
    read: step(
      'read',
      (ids) => readPreOrders(db, ids),
      () => undefined,
    ),
    hold: step('hold', (ids) => holdPreOrders(db, ids)),
    touch: step('touch', (ids) => touchPreOrders(db, ids)),
    acceptCheckout: step('accept', (ids) => acceptCheckouts(db, ids, CHECKOUT_LEASE_SECONDS)),
    sell: step('sell', (ids) => sellPreOrders(db, ids)),
    releaseOverdue: step('release', (ids) => releaseTogether(db, ids), reportRelease),
    leave: step('leave', (ids) => leaveLine(db, ids)),
    giveBack(id, reason) {
      let give = givers.get(reason);
      if (!give) givers.set(reason, (give = step(`give_back_${reason}`, (ids) => giveBack(db, ids, reason))));
      return give(id);
    },
    ofBuyer: (page) => ofBuyer({ ...page, buyerId: page.buyerId.toLowerCase() }),
  };
}

const keyOf = ({ buyerId, cursor, limit }: PageOfBuyer) => `${buyerId} ${cursor} ${limit}`;

/** Releases these, and others along. One of the others that can't be released must not hold up these. */
async function releaseTogether(db: Database, ids: string[]): Promise<PreOrder[]> {
  try {
    return await releaseOverdue(db, ids, TAKE_ALONG);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    return releaseOverdue(db, ids, 0);
  }
}
