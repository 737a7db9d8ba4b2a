/** What a buyer can do; each request takes effect once, however bad the network. */
import type { PaymentMethod } from '../../../domain/payment';
import { isFinal, type RequestedItem } from '../../../domain/pre-order';
import { isLostSession, type PreOrderJson, type ProblemJson } from '../api';
import { requestUntilAnswered, type Answer, type Network, type RequestOptions } from '../http';
import type { Clock } from './clock';
import { goToPayment } from './go-to-payment';
import type { LiveUpdates } from './live-updates';
import { newKey } from '../new-key';
import { OPENING_KEY, type PendingRequests } from './pending-requests';
import { currentOf, type PendingRequest, type Store } from './purchase';
import { endsByIdling } from './stage';
import { announceSession } from '../session-news';

export type BuyerActions = ReturnType<typeof createActions>;

export interface ActionsDependencies extends Pick<LiveUpdates, 'show' | 'refresh' | 'fetchEvent'> {
  store: Store;
  clock: Clock;
  pendingRequests: PendingRequests;
  network: Network;
  /** Shows another page in place of this one. */
  openPage(url: string): void;
}

/** The shortest time between two reports of activity, in milliseconds. */
const TOUCH_MS = 10_000;

/** How long a report of activity waits, in milliseconds: a tap on "Pay" must not send a touch that crosses the checkout. */
const GESTURE_MS = 300;

/** Refusals of a checkout, a release or a refund that the pre-order alone doesn't explain. */
const EXPLAINED = ['too_many_attempts', 'already_paid', 'not_refundable', 'payment_open'];

export function createActions(dependencies: ActionsDependencies) {
  const { store, clock, pendingRequests, network, openPage, show, refresh, fetchEvent } = dependencies;
  const showAnswer = async (answer: Answer): Promise<ProblemJson | undefined> => {
    if (answer.ok) show(answer.body as PreOrderJson);
    else if (isLostSession(answer.problem)) store.dispatch({ type: 'refused', problem: answer.problem });
    else await refresh();
    return answer.ok ? undefined : answer.problem;
  };

  /** @returns why it was refused. */
  async function send(what: PendingRequest, path: string, options: RequestOptions) {
    store.dispatch({ type: 'requested', request: what });
    return showAnswer(await requestUntilAnswered(path, options, network));
  }

  // Each does nothing while another request isn't answered: a double tap counts once.
  async function requestTickets(key: string, items: RequestedItem[]): Promise<void> {
    if (store.get().pending) return;
    pendingRequests.tickets.keep({ key, items });
    const problem = await send('request', `/api/events/${store.get().event.id}/pre-orders`, {
      method: 'POST',
      body: { items },
      headers: { 'Idempotency-Key': key, Prefer: 'wait=1' },
    });
    pendingRequests.tickets.forget();
    const open = currentOf(store.get());
    // What is left may be why.
    if (problem) fetchEvent();
    // Another tab was faster: its pre-order is theirs as well.
    const settled = !problem || (open && !isFinal(open.status));
    store.dispatch(settled ? { type: 'answered' } : { type: 'refused', problem });
  }

  /** Most refusals are explained by the refreshed pre-order. */
  const answered = (problem: ProblemJson | undefined) =>
    store.dispatch(
      problem && EXPLAINED.includes(problem.code) ? { type: 'refused', problem } : { type: 'answered' },
    );

  async function checkout(id: string, method?: PaymentMethod): Promise<void> {
    if (store.get().pending) return;
    pendingRequests.checkout.keep({ id, method });
    const problem = await send('checkout', `/api/pre-orders/${id}/checkout`, {
      ...{ method: 'POST', body: { method }, headers: { Prefer: 'wait=5' } },
    });
    pendingRequests.checkout.forget();
    answered(problem);
    if (!problem && method === 'card') goToPayment(store, id, openPage);
  }

  async function release(id: string): Promise<void> {
    if (store.get().pending) return;
    answered(await send('release', `/api/pre-orders/${id}`, { method: 'DELETE' }));
  }

  async function refund(id: string): Promise<void> {
    if (store.get().pending) return;
    store.dispatch({ type: 'requested', request: 'refund' });
    const answer = await requestUntilAnswered(`/api/pre-orders/${id}/refund`, { method: 'POST' }, network);
    await refresh();
    answered(answer.ok ? undefined : answer.problem);
  }

  let touchedAt = -Infinity;
  let touching = false;
  async function touch(leastMs: number): Promise<void> {
    const held = currentOf(store.get());
    if (held?.status !== 'pre_order' || touching || clock.now() - touchedAt < leastMs) return;
    touching = true;
    touchedAt = clock.now();
    try {
      if (!endsByIdling(held)) return;
      if (leastMs > 0) await new Promise((resolve) => setTimeout(resolve, GESTURE_MS));
      // A request extends or ends the hold anyway; a touch that crosses it would be answered that the hold is over.
      if (store.get().pending || currentOf(store.get())?.status !== 'pre_order') return;
      const path = `/api/pre-orders/${held.id}/touch`;
      await showAnswer(await requestUntilAnswered(path, { method: 'POST' }, network));
    } finally {
      touching = false;
    }
  }

  const onCurrent = (action: (id: string) => Promise<void>) => {
    const current = currentOf(store.get());
    if (current) void action(current.id);
  };
  return {
    requestTickets: (items: RequestedItem[]) => void requestTickets(newKey(), items),
    /** Requests what there is no choice about, because the page was opened. */
    requestOnOpening() {
      const [type] = store.get().event.ticketTypes;
      if (type) void requestTickets(OPENING_KEY, [{ ticketType: type.id, quantity: 1 }]);
    },
    /** Buys what is held. @param method how it is paid; without one where it isn't paid here. */
    checkout: (method?: PaymentMethod) => onCurrent((id) => checkout(id, method)),
    release: () => onCurrent(release),
    /** Asks for the money of an order back. */
    refund: (id: string) => void refund(id),
    /** The buyer has signed in on this page; what they have may be more than before. */
    signedIn() {
      store.dispatch({ type: 'signed_in' });
      void refresh();
      announceSession();
    },
    chooseAgain: () => store.dispatch({ type: 'choose_again' }),
    /** Reports activity, which may extend the hold; sent now and then only. */
    active: () => void touch(Math.min(TOUCH_MS, store.get().event.idleSeconds * 250)),
    /** Answers "Are you still there?"; sent at once. */
    confirmActive: () => void touch(0),
    /** Repeats what was requested before a reload and isn't answered. */
    resume() {
      const tickets = pendingRequests.tickets.get();
      const asked = pendingRequests.checkout.get();
      const paying = store.get().mine.find(({ id }) => id === asked?.id);
      if (paying && !isFinal(paying.status)) void checkout(paying.id, asked?.method);
      else pendingRequests.checkout.forget();
      if (tickets) void requestTickets(tickets.key, tickets.items);
    },
  };
}
