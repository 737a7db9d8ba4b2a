/** Requests without an answer yet, kept over reloads and crashes, so that each is repeated and takes effect once. */
import type { RequestedItem } from '../../../domain/pre-order';

/** With the idempotency key that makes asking twice the same as once. */
interface TicketRequest {
  key: string;
  items: RequestedItem[];
}

/** An older request isn't repeated after a reload, since the buyer may have changed their mind. In milliseconds. */
const FRESH_MS = 15 * 60_000;

/** The key of what opening the page asks for: the same in every tab, so that all of them ask for one. */
export const OPENING_KEY = 'opened-the-page';

export type PendingRequests = ReturnType<typeof createPendingRequests>;

/** @param storage without it, or where it refuses, requests are kept as long as the page. */
export function createPendingRequests(eventId: string, storage: Storage | undefined) {
  return {
    tickets: kept<TicketRequest>(`bilheteria.tickets.${eventId}`, storage),
    /** The id of the pre-order whose checkout was requested. */
    checkout: kept<string>(`bilheteria.checkout.${eventId}`, storage),
  };
}

function kept<Value>(key: string, storage: Storage | undefined) {
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
    get(): Value | undefined {
      type Entry = { at: number; value: Value };
      try {
        const { at, value } = JSON.parse(storage?.getItem(key) ?? memory ?? '') as Entry;
        return Date.now() - at < FRESH_MS ? value : undefined;
      } catch {
        return undefined;
      }
    },
    keep: (value: Value) => store(JSON.stringify({ at: Date.now(), value })),
    forget: () => store(undefined),
  };
}

/** A random idempotency key. */
export function newKey(): string {
  // randomUUID is missing where the page came over plain HTTP from another machine.
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');
}
