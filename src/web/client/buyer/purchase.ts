/** What a buyer has in one event and what became of their presses: plain state, changed by news only. */
import type { EventShown, PreOrderShown, ProblemShown } from '../api';
import { isFinal } from '../../../domain/pre-order';

/** Something the buyer asked for that has to be answered. */
export type Press = 'ask' | 'checkout' | 'give_back';

/** `unreachable`: the device thinks it is online, but we don't answer. */
export type Connection = 'online' | 'offline' | 'unreachable';

export interface Purchase {
  event: EventShown;
  /** All pre-orders of this buyer in this event, newest first. */
  mine: PreOrderShown[];
  /** Not answered yet; another press waits for it. */
  pending: Press | null;
  /** Why the last press was refused. */
  refusal: ProblemShown | null;
  /** They want to choose again, although what they last asked for is over. */
  again: boolean;
  connection: Connection;
}

/** What can happen to a purchase. */
export type News =
  | { what: 'event'; event: EventShown }
  /** One of the buyer's, as it is at its `serverTime`. */
  | { what: 'preOrder'; preOrder: PreOrderShown }
  /** All of the buyer's in this event, newest first. */
  | { what: 'mine'; preOrders: PreOrderShown[] }
  /** Not this buyer's any more: their session was lost. */
  | { what: 'gone'; id: string }
  | { what: 'pressed'; press: Press }
  | { what: 'answered' }
  | { what: 'refused'; problem: ProblemShown }
  | { what: 'again' }
  | { what: 'connection'; connection: Connection };

export function newPurchase(event: EventShown, mine: PreOrderShown[]): Purchase {
  return { event, mine, pending: null, refusal: null, again: false, connection: 'online' };
}

/** The purchase after the news; the very same object where nothing has changed. */
export function reduce(purchase: Purchase, news: News): Purchase {
  switch (news.what) {
    case 'event':
      return { ...purchase, event: news.event };
    case 'preOrder':
      return withMine(purchase, insert(purchase.mine, news.preOrder));
    case 'mine':
      return withMine(purchase, merge(purchase.mine, news.preOrders));
    case 'gone':
      return withMine(
        purchase,
        purchase.mine.filter(({ id }) => id !== news.id),
      );
    case 'pressed':
      return purchase.pending ? purchase : { ...purchase, pending: news.press, refusal: null };
    case 'answered':
      return purchase.pending ? { ...purchase, pending: null } : purchase;
    case 'refused':
      return { ...purchase, pending: null, refusal: news.problem };
    case 'again':
      return { ...purchase, again: true, refusal: null };
    case 'connection':
      return purchase.connection === news.connection
        ? purchase
        : { ...purchase, connection: news.connection };
  }
}

/** What is on the page: the pre-order that is open, else the last one, unless they choose again. */
export function currentOf({ mine, again }: Purchase): PreOrderShown | undefined {
  return mine.find(({ status }) => !isFinal(status)) ?? (again ? undefined : mine[0]);
}

function withMine(purchase: Purchase, mine: PreOrderShown[]): Purchase {
  if (mine === purchase.mine) return purchase;
  // A new pre-order is what they chose again for.
  const again = purchase.again && mine[0]?.id === purchase.mine[0]?.id;
  return { ...purchase, mine, again };
}

/** Of two answers about the same pre-order the later by the server's clock is true, in whatever order they come. */
const later = (a: PreOrderShown, b: PreOrderShown) =>
  Date.parse(b.serverTime) >= Date.parse(a.serverTime) ? b : a;

function insert(mine: PreOrderShown[], one: PreOrderShown): PreOrderShown[] {
  const known = mine.find(({ id }) => id === one.id);
  if (!known) return [one, ...mine];
  return later(known, one) === known ? mine : mine.map((other) => (other === known ? one : other));
}

function merge(mine: PreOrderShown[], list: PreOrderShown[]): PreOrderShown[] {
  // What the list doesn't have was asked for after it was read.
  const newer = mine.filter(({ id }) => list.every((one) => one.id !== id));
  return [...newer, ...list.map((one) => later(one, mine.find(({ id }) => id === one.id) ?? one))];
}

/** A place for the purchase that tells whoever shows it. */
export interface Store {
  get(): Purchase;
  tell(news: News): void;
  /** @returns ends it. */
  listen(listener: () => void): () => void;
}

export function createStore(first: Purchase): Store {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    get: () => now,
    tell(news) {
      const before = now;
      now = reduce(before, news);
      if (now !== before) for (const listener of [...listeners]) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
