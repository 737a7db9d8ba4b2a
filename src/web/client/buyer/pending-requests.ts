/** Requests without an answer yet, kept over reloads and crashes, so that each is repeated and takes effect once. */
import type { PaymentMethod } from '../../../domain/payment';
import type { RequestedItem } from '../../../domain/pre-order';
import { kept } from '../kept';

/** With the idempotency key that makes asking twice the same as once. */
interface TicketRequest {
  key: string;
  items: RequestedItem[];
}

/** The pre-order whose checkout was requested, and how it is paid, where it is paid here. */
interface CheckoutRequest {
  id: string;
  method?: PaymentMethod | undefined;
}

/** The key of what opening the page asks for: the same in every tab, so that all of them ask for one. */
export const OPENING_KEY = 'opened-the-page';

export type PendingRequests = ReturnType<typeof createPendingRequests>;

/** @param storage without it, or where it refuses, requests are kept as long as the page. */
export function createPendingRequests(eventId: string, storage: Storage | undefined) {
  return {
    tickets: kept<TicketRequest>(`bilheteria.tickets.${eventId}`, storage),
    checkout: kept<CheckoutRequest>(`bilheteria.checkout.${eventId}`, storage),
  };
}
