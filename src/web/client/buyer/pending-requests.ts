/** Requests without an answer yet, kept over reloads and crashes, so that each is repeated and takes effect once. */
import type { RequestedItem } from '../../../domain/pre-order';

/** A request for tickets, with the idempotency key that makes asking twice the same as once. */
export interface TicketRequest {
  key: string;
  items: RequestedItem[];
}

/** An older request isn't repeated after a reload, since the buyer may have changed their mind. In milliseconds. */
const FRESH_MS = 15 * 60_000;

/** The key of what opening the page asks for: the same in every tab, so that all of them ask for one. */
export const OPENING_KEY = 'opened-the-page';

export interface PendingRequests {
  tickets: Kept<TicketRequest>;
  /** The id of the pre-order whose checkout was requested. */
  checkout: Kept<string>;
}

interface Kept<Value> {
  get(): Value | undefined;
  keep(value: Value): void;
  forget(): void;
}

/** @param storage without it, or where it refuses, requests are kept as long as the page. */
export function createPendingRequests(eventId: string, storage: Storage | undefined): PendingRequests {
  return {
    tickets: kept(`bilheteria.tickets.${eventId}`, storage),
    checkout: kept(`bilheteria.checkout.${eventId}`, storage),
  };
}

function kept<Value>(key: string, storage: Storage | undefined): Kept<Value> {
  let memory: string | undefined;
  const store = (text: string | undefined) => {
    memory = text;
    try {
      if (text === undefined) storage?.removeItem(key);
      else storage?.setItem(key, text);
    } catch {
      // Full or forbidden: memory has it.
    }
  };
  return {
    get() {
      try {
        const { at, value } = JSON.parse(storage?.getItem(key) ?? memory ?? '') as {
          at: number;
          value: Value;
        };
        return Date.now() - at < FRESH_MS ? value : undefined;
      } catch {
        return undefined;
      }
    },
    keep: (value) => store(JSON.stringify({ at: Date.now(), value })),
    forget: () => store(undefined),
  };
}

/** A random idempotency key. */
export function newKey(): string {
  // randomUUID is missing where the page came over plain HTTP from another machine.
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');
}
