import { recordAction } from '../db/operator-actions';
import { readEvent } from '../db/events';
import type { PaymentMethod, PaymentRule } from '../domain/payment';
import type { PreOrder } from '../domain/pre-order';
import { Refusal } from '../domain/refusal';
import { mayDo, type Operator } from '../domain/roles';
import { Unavailable } from '../domain/unavailable';
import type { OrderDependencies } from './dependencies';
import type { ReadOwn } from './read';
import { waitWhile, whileIn } from './wait';

export interface CheckoutRequest {
  id: string;
  /** The buyer, or a service that has taken the money itself. */
  by: { buyerId: string } | { service: Operator };
  method?: PaymentMethod | undefined;
  /** What the service calls the payment. */
  reference?: string | undefined;
  /** How long to wait for the hold, and then for the sale or the provider's page, together, in milliseconds. */
  waitMs: number;
}

/**
 * Buys what is held. Where the event isn't paid here, the row accepts the checkout, judged by the database's clock, and
 * the workflow is signalled; otherwise a payment begins.
 * @returns `sold`, or `checking_out` where the sale isn't recorded within the wait; `paying` with its payment.
 * @throws {Refusal} `pre_order_not_found`, `not_held` while in line or called, `expired` once the hold is over,
 *   `checkout_not_allowed`, `method_required`, and what a payment is refused for.
 */
export function createCheckout(deps: OrderDependencies, readOwn: ReadOwn) {
  const { db, store, listen, signals, labelsOf, payments, onError } = deps;
  return async ({ id, by, method, reference, waitMs }: CheckoutRequest): Promise<PreOrder> => {
    const read = () => ('buyerId' in by ? readOwn(id, by.buyerId) : readAny(id));
    // A monotonic clock: this machine's time may jump meanwhile.
    const until = performance.now() + waitMs;
    const known = await read();
    const rule = await ruleOf(known);
    if (rule !== 'none') requireAllowed(known, rule, by);
    const before = await waitWhile(known, {
      ...{ read, listen, during: whileIn('in_line', 'called'), waitMs, pollFirst: true },
    });
    if (before.status === 'in_line' || before.status === 'called') throw new Refusal({ code: 'not_held' });
    const left = () => until - performance.now();
    if (rule === 'online') return pay(before, method, left());

    const accepted = await store.acceptCheckout(before.id);
    if (!accepted) throw new Refusal({ code: 'pre_order_not_found' });
    if (accepted.status === 'checking_out') {
      // Not awaited: accepted is accepted. A lost signal is made up for (claim_due, the timer). A repeated request
      // sends none.
      if (before.status !== 'checking_out') {
        signals.checkout(before.id).catch((error: unknown) => onError(error, { preOrderId: before.id }));
        if ('service' in by) await note(before, by.service, reference);
      }
    } else if (accepted.status !== 'sold') {
      throw new Refusal({ code: 'expired' });
    }
    const during = whileIn('checking_out');
    return waitWhile(accepted, { read, listen, during, waitMs: left(), pollFirst: false });
  };

  async function readAny(id: string): Promise<PreOrder> {
    const preOrder = await store.read(id);
    if (!preOrder) throw new Refusal({ code: 'pre_order_not_found' });
    return preOrder;
  }

  /** Fixed once somebody has asked for tickets. */
  async function ruleOf({ eventId, totalCents }: PreOrder): Promise<PaymentRule> {
    const payment = (await labelsOf(eventId)).payment ?? (await readEvent(db, eventId)).payment;
    return payment === 'online' && totalCents === 0 ? 'none' : payment;
  }

  async function pay(before: PreOrder, method: PaymentMethod | undefined, waitMs: number): Promise<PreOrder> {
    const isOver = ({ status }: PreOrder) =>
      !['pre_order', 'paying', 'checking_out', 'sold'].includes(status);
    if (isOver(before)) throw new Refusal({ code: 'expired' });
    if (before.status === 'checking_out' || before.status === 'sold') return before;
    if (method === undefined) throw new Refusal({ code: 'method_required' });
    if (!payments) throw new Unavailable('payments', new Error('No payment provider is configured.'));
    const paying = await payments.pay(before, method, waitMs);
    if (isOver(paying)) throw new Refusal({ code: 'expired' });
    return paying;
  }

  /** Who sold it, and what they call the payment. */
  async function note({ id, eventId }: PreOrder, { name: who }: Operator, reference: string | undefined) {
    const detail = { preOrderId: id, ...(reference !== undefined && { reference }) };
    await db
      .transaction((tx) => recordAction(tx, eventId, { who, what: 'checkout', detail }))
      .catch((error: unknown) => onError(error, { preOrderId: id }));
  }
}

function requireAllowed({ eventId }: PreOrder, rule: PaymentRule, by: CheckoutRequest['by']): void {
  if ('service' in by && !mayDo(by.service, 'checkout', eventId))
    throw new Refusal({ code: 'not_allowed', needs: 'checkout' });
  if ('service' in by !== (rule === 'external')) throw new Refusal({ code: 'checkout_not_allowed' });
}
