import type { EndReason } from '../domain/pre-order';
import { Unavailable } from '../domain/unavailable';
import { Batcher } from '../concurrency/batcher';
import type { Database } from './database';
import { toPreOrder, type PreOrderNow, type PreOrderRow } from './rows';

/** How long an accepted checkout is its API process's to signal, in seconds. */
const CHECKOUT_LEASE_SECONDS = 5;

/** How many other overdue holds one release takes along. */
const TAKE_ALONG = 500;

/** Each step answers the pre-order as it is afterwards, or undefined where there is none by that id. */
export type Step = (id: string) => Promise<PreOrderNow | undefined>;

/**
 * The steps of a pre-order's life, each one micro-batched, idempotent statement. Whatever a step
 * finds it can't do it leaves as it is, and answers that; the caller reads the status.
 */
export interface PreOrderSteps {
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
  giveBack(id: string, reason: EndReason): Promise<PreOrderNow | undefined>;
  /** Gives up a place in line; whoever is called already is left as it is. */
  leave: Step;
  /** A buyer's own, newest first, at most 100. */
  ofBuyer(buyerId: string): Promise<PreOrderNow[]>;
}

/** @param seconds how long the statement took. */
export type OnBatch = (operation: string, size: number, seconds: number) => void;

/**
 * @param onDone is told of every pre-order that a step (not a read) has answered.
 * @param onEnded is told how long after its deadline a hold was invalidated, in seconds by the database's clock.
 */
export function createPreOrderSteps(
  db: Database,
  onBatch: OnBatch,
  onDone?: (preOrder: PreOrderNow) => void,
  onEnded?: (seconds: number) => void,
): PreOrderSteps {
  const step = (name: string, text: string, ...rest: unknown[]): Step => {
    const batcher = new Batcher<string, PreOrderNow | undefined>({
      run: async (ids) => {
        const rows = await db.query<PreOrderRow>({ name, text }, [ids, ...rest]);
        const found = new Map(rows.map((row) => [row.id, toPreOrder(row)]));
        if (name !== 'read') for (const preOrder of found.values()) onDone?.(preOrder);
        if (name === 'release' && onEnded) for (const row of rows) tellLateness(row, onEnded);
        return ids.map((id) => found.get(id));
      },
      isOutage: (error) => error instanceof Unavailable,
      context: db.batches,
      onBatch: (size, seconds) => onBatch(name, size, seconds),
    });
    return (id) => batcher.add(id);
  };
  const ofBuyer = new Batcher<string, PreOrderNow[]>({
    run: async (buyerIds) => {
      const found = new Map(buyerIds.map((id) => [id, [] as PreOrderNow[]]));
      const rows = await db.query<PreOrderRow>({ name: 'of_buyer', text: OF_BUYER }, [[...found.keys()]]);
      for (const row of rows) found.get(row.buyer_id)?.push(toPreOrder(row));
      return buyerIds.map((id) => found.get(id) ?? []);
    },
    isOutage: (error) => error instanceof Unavailable,
    context: db.batches,
    onBatch: (size, seconds) => onBatch('of_buyer', size, seconds),
  });
  const givers = new Map<EndReason, Step>();

  return {
    read: step('read', 'SELECT * FROM pre_order_now WHERE id = ANY ($1)'),
    hold: step('hold', 'SELECT * FROM hold_pre_orders($1)'),
    touch: step('touch', 'SELECT * FROM touch_pre_orders($1)'),
    acceptCheckout: step('accept', 'SELECT * FROM accept_checkouts($1, $2)', CHECKOUT_LEASE_SECONDS),
    sell: step('sell', 'SELECT * FROM sell_pre_orders($1)'),
    releaseOverdue: step('release', 'SELECT * FROM release_overdue($1, $2)', TAKE_ALONG),
    leave: step('leave', 'SELECT * FROM leave_line($1)'),
    giveBack(id, reason) {
      let give = givers.get(reason);
      if (!give)
        givers.set(reason, (give = step(`give_back_${reason}`, 'SELECT * FROM give_back($1, $2)', reason)));
      return give(id);
    },
    ofBuyer: (buyerId) => ofBuyer.add(buyerId.toLowerCase()),
  };
}

/** Of each buyer their newest. */
const OF_BUYER = `
  SELECT mine.* FROM unnest($1::uuid[]) buyer (id) CROSS JOIN LATERAL
    (SELECT * FROM pre_order_now WHERE buyer_id = buyer.id ORDER BY asked_at DESC, id DESC LIMIT 100) mine
  ORDER BY mine.asked_at DESC, mine.id DESC`;

/** Each flow asks once more after its hold's end, whoever has released it, so each hold is told of once. */
function tellLateness(row: PreOrderRow, onEnded: (seconds: number) => void): void {
  const { status, reason, closed_at, expires_at } = row;
  if (status === 'invalidated' && (reason === 'idle' || reason === 'hold_ended') && closed_at && expires_at)
    onEnded((closed_at.getTime() - expires_at.getTime()) / 1_000);
}
