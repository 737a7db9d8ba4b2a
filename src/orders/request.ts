import { randomUUID } from 'node:crypto';
import { sameItems, type PreOrder, type RequestedItem } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import type { OrderDependencies } from './dependencies';
import type { GiveBackLimit } from './give-back-limit';
import { createJoin } from './join';
import type { ReadOwn } from './read';
import { waitWhile, whileIn } from './wait';

/** A buyer asks for tickets. */
export interface OrderRequest {
  eventId: string;
  buyerId: string;
  items: RequestedItem[];
  /** The same buyer asking again with the same key gets the same pre-order. */
  idempotencyKey?: string | undefined;
  /** How long to wait for the hold, in milliseconds, counted from `receivedAt`. */
  waitMs: number;
  /** When the request was read, as performance.now() says. */
  receivedAt: number;
}

export interface OrderAnswer {
  preOrder: PreOrder;
  /** It was asked for before, with the same key. */
  isRepeat: boolean;
  /** It changed while we waited. */
  waited: boolean;
}

/**
 * Gives the order a place in line, calls it at once where nobody waits ahead, and waits a while for its hold.
 * @throws {Refusal} where it can't be granted, `idempotency_key_reused`, or `too_many_requests` after many give-backs.
 */
export function createRequestOrder(
  deps: OrderDependencies,
  readOwn: ReadOwn,
  giveBacks: GiveBackLimit,
): (request: OrderRequest) => Promise<OrderAnswer> {
  const { starter, listen } = deps;
  const { slots } = starter;
  const join = createJoin(deps);
  return async ({ eventId, buyerId, items, idempotencyKey, waitMs, receivedAt }) => {
    giveBacks.check(buyerId);
    const joined = await join({ preOrderId: randomUUID(), eventId, buyerId, items, idempotencyKey });
    const isRepeat = joined.outcome === 'known';
    const id = joined.outcome === 'known' ? joined.preOrderId : joined.preOrder.id;
    const read = () => readOwn(id, buyerId);
    const known = joined.outcome === 'known' ? await read() : joined.preOrder;
    if (!sameItems(known.items, items)) throw new Refusal({ code: 'idempotency_key_reused' });
    const preOrder = await waitWhile(known, {
      read,
      listen,
      during: whileIn('in_line', 'called'),
      waitMs: patience(known, waitMs, receivedAt),
      pollFirst: !joined.leased,
    });
    return { preOrder, isRepeat, waited: preOrder.status !== known.status };
  };

  /** What is left of the wait, in milliseconds. */
  function patience({ status }: PreOrder, waitMs: number, receivedAt: number): number {
    // In a crowd a place in line is answered at once: waiting answers would keep others from theirs.
    if (status === 'in_line' && slots.crowded) return 0;
    // A request may have been under way for as long as the crowd lasts before we could read it.
    return waitMs - Math.max(performance.now() - receivedAt, slots.crowdedMs);
  }
}
