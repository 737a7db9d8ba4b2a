/** A buyer's orders in one event and the state of their requests: plain state, changed by updates only. */
import { isFinal } from '../../../domain/pre-order';
import type { EventJson, PreOrderJson, ProblemJson } from '../api';

/** A request of the buyer that needs an answer. */
export type PendingRequest = 'request' | 'checkout' | 'release' | 'refund';

/** `slow`: an answer is long in coming. `unreachable`: the device is online, but the server doesn't answer. */
export type Connection = 'online' | 'slow' | 'offline' | 'unreachable';

export interface Purchase {
  event: EventJson;
  /** All pre-orders of this buyer in this event, newest first. */
  mine: PreOrderJson[];
  /** Not answered yet; nothing else is requested meanwhile. */
  pending: PendingRequest | null;
  /** Why the last request was refused. */
  refusal: ProblemJson | null;
  /** The buyer wants to choose again, although their last pre-order has ended. */
  choosing: boolean;
  connection: Connection;
  /** Whether the buyer has signed in. */
  known: boolean;
  /** The attempt to pay from which the buyer has just come back, while it isn't known how it went. */
  checking: string | null;
}

/** What can happen to a purchase. */
export type Update =
  | { type: 'event'; event: EventJson }
  /** One of the buyer's pre-orders, as it is at its `serverTime`. */
  | { type: 'pre_order'; preOrder: PreOrderJson }
  /** All of the buyer's pre-orders in this event, newest first. */
  | { type: 'pre_orders'; preOrders: PreOrderJson[] }
  /** Not this buyer's any more: their session was lost. */
  | { type: 'gone'; id: string }
  | { type: 'requested'; request: PendingRequest }
  | { type: 'answered' }
  | { type: 'refused'; problem: ProblemJson }
  | { type: 'choose_again' }
  /** How the payment went is as known as it will be for now. */
  | { type: 'checked' }
  /** Whose orders these are has changed: they are read anew. */
  | { type: 'signed_in' }
  | { type: 'connection'; connection: Connection };

export function newPurchase(
  event: EventJson,
  mine: PreOrderJson[],
  known = false,
  checking: string | null = null,
): Purchase {
  return {
    ...{ event, mine, pending: null, refusal: null, choosing: false, connection: 'online' },
    ...{ known, checking },
  };
}

/** The purchase after the update; the very same object where nothing has changed. */
export function reduce(purchase: Purchase, update: Update): Purchase {
  switch (update.type) {
    case 'event':
      return { ...purchase, event: update.event };
    case 'pre_order':
      return withMine(purchase, insert(purchase.mine, update.preOrder));
    case 'pre_orders':
      return withMine(purchase, merge(purchase.mine, update.preOrders));
    case 'gone':
      return withMine(
        purchase,
        purchase.mine.filter(({ id }) => id !== update.id),
      );
    case 'requested':
      return purchase.pending ? purchase : { ...purchase, pending: update.request, refusal: null };
    case 'answered':
      return purchase.pending ? { ...purchase, pending: null } : purchase;
    case 'refused':
      return refused(purchase, update.problem);
    case 'signed_in':
      return { ...purchase, mine: [], refusal: null, choosing: false, known: true };
    case 'choose_again':
      return { ...purchase, choosing: true, refusal: null };
    case 'checked':
      return purchase.checking === null ? purchase : { ...purchase, checking: null };
    case 'connection': {
      const { connection } = update;
      return purchase.connection === connection ? purchase : { ...purchase, connection };
    }
  }
}

/** The pre-order that the page shows: the open one, else the last one, unless the buyer chooses again. */
export function currentOf({ mine, choosing }: Purchase): PreOrderJson | undefined {
  return mine.find(({ status }) => !isFinal(status)) ?? (choosing ? undefined : mine[0]);
}

/** Whether the server doesn't recognize the buyer, although a session was started: the browser sends no cookies. */
export const lacksCookies = ({ refusal }: Purchase) => refusal?.code === 'unauthenticated';

/** Whether the buyer was signed out, from another device or by time. */
export const isSignedOut = ({ refusal }: Purchase) => refusal?.code === 'session_ended';

/** Whether nothing can be asked for. */
export const lacksSession = (purchase: Purchase) => lacksCookies(purchase) || isSignedOut(purchase);

/** Whether the buyer has to sign in first. */
export const needsSignIn = ({ event, known }: Purchase) => event.signIn === 'required' && !known;

function refused(purchase: Purchase, refusal: ProblemJson): Purchase {
  const after = { ...purchase, pending: null, refusal };
  // The person at this device may be another one than who was signed in.
  if (isSignedOut(after)) return { ...after, mine: [], known: false };
  return refusal.code === 'sign_in_required' ? { ...after, known: false } : after;
}

function withMine(purchase: Purchase, mine: PreOrderJson[]): Purchase {
  if (mine === purchase.mine) return purchase;
  // A new pre-order is what they chose again for.
  const choosing = purchase.choosing && mine[0]?.id === purchase.mine[0]?.id;
  // The server has just recognized the buyer.
  const refusal = lacksSession(purchase) ? null : purchase.refusal;
  return { ...purchase, mine, choosing, refusal };
}

/** Of two answers about a pre-order the one with the later server time wins, in whatever order they come. */
const later = (a: PreOrderJson, b: PreOrderJson) =>
  Date.parse(b.serverTime) >= Date.parse(a.serverTime) ? b : a;

function insert(mine: PreOrderJson[], one: PreOrderJson): PreOrderJson[] {
  const known = mine.find(({ id }) => id === one.id);
  if (!known) return [one, ...mine];
  return later(known, one) === known ? mine : mine.map((other) => (other === known ? one : other));
}

function merge(mine: PreOrderJson[], list: PreOrderJson[]): PreOrderJson[] {
  // What the list doesn't have was asked for after it was read.
  const newer = mine.filter(({ id }) => list.every((one) => one.id !== id));
  return [...newer, ...list.map((one) => later(one, mine.find(({ id }) => id === one.id) ?? one))];
}

export type Store = ReturnType<typeof createStore>;

/** Keeps the purchase and notifies its subscribers of changes. */
export function createStore(first: Purchase) {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    get: () => now,
    dispatch(update: Update): void {
      const before = now;
      now = reduce(before, update);
      if (now !== before) for (const listener of [...listeners]) listener();
    },
    /** @returns a function that ends the subscription. */
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
