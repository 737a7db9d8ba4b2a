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
  tickets(): TicketRequest | undefined;
  keepTickets(request: TicketRequest): void;
  forgetTickets(): void;
  /** The id of the pre-order whose checkout was requested. */
  checkout(): string | undefined;
  keepCheckout(preOrderId: string): void;
  forgetCheckout(): void;
}

/** @param storage without it, or where it refuses, requests are kept as long as the page. */
export function createPendingRequests(eventId: string, storage: Storage | undefined): PendingRequests {
  const memory = new Map<string, string>();
  const keyOf = (name: string) => `bilheteria.${name}.${eventId}`;
  const read = (name: string) => {
    try {
      return storage?.getItem(keyOf(name)) ?? memory.get(name);
    } catch {
      return memory.get(name);
    }
  };
  const write = (name: string, value: string) => {
    memory.set(name, value);
    try {
      storage?.setItem(keyOf(name), value);
    } catch {
      // Full or forbidden: memory has it.
    }
  };
  const forget = (name: string) => {
    memory.delete(name);
    try {
      storage?.removeItem(keyOf(name));
    } catch {
      // Forbidden: then it was never there.
    }
  };
  return {
    tickets() {
      try {
        const { at, ...request } = JSON.parse(read('tickets') ?? '{"at":0}') as TicketRequest & {
          at: number;
        };
        return Date.now() - at < FRESH_MS ? request : undefined;
      } catch {
        return undefined;
      }
    },
    keepTickets: (request) => write('tickets', JSON.stringify({ ...request, at: Date.now() })),
    forgetTickets: () => forget('tickets'),
    checkout: () => read('checkout'),
    keepCheckout: (preOrderId) => write('checkout', preOrderId),
    forgetCheckout: () => forget('checkout'),
  };
}

/** A random idempotency key. */
export function newKey(): string {
  // randomUUID is missing where the page came over plain HTTP from another machine.
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');
}
