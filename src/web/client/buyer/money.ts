/** What of an order's money the page can tell, from the order alone. */
import { isFinal } from '../../../domain/pre-order';
import type { PreOrderJson } from '../api';

export type PaymentJson = NonNullable<PreOrderJson['payment']>;

/** The provider hasn't said its last word about these. */
const IN_FLIGHT = ['open', 'processing', 'unknown', 'authorized'];

const priceOf = ({ items }: PreOrderJson, type: string) =>
  items.find(({ ticketType }) => ticketType === type)?.unitPriceCents ?? 0;

/** What the tickets in this state cost together, in minor units. */
export const worthOf = (preOrder: PreOrderJson, status: string): number =>
  preOrder.tickets
    .filter((ticket) => ticket.status === status)
    .reduce((sum, { ticketType }) => sum + priceOf(preOrder, ticketType), 0);

/** How much is being given back, in minor units: for some tickets, or all that was paid. */
export const refundingCents = (preOrder: PreOrderJson): number =>
  preOrder.payment?.status !== 'refunding'
    ? 0
    : worthOf(preOrder, 'refunding') || preOrder.payment.amountCents - preOrder.payment.refundedCents;

/** Whether the payment of an order that is over can still change what becomes of it. */
export function isUnsettled({ status, reason, payment }: PreOrderJson): boolean {
  if (!payment || !isFinal(status)) return false;
  if (payment.status === 'refunding') return true;
  if (status === 'sold' || payment.status === 'refunded') return false;
  // Money may come late, and a cancelled event's is refunded in a while.
  const isOwed = status === 'cancelled' ? payment.status === 'paid' : reason === 'payment_not_completed';
  return isOwed || IN_FLIGHT.includes(payment.status);
}

/**
 * Whether the buyer can ask for the money back by themselves.
 * @param now the server's time, in milliseconds.
 * @param until the event's `refundableUntil`.
 */
export function isReturnable(preOrder: PreOrderJson, now: number, until: string): boolean {
  const { status, payment } = preOrder;
  return (
    now < Date.parse(until) && status === 'sold' && payment !== undefined && worthOf(preOrder, 'sold') > 0
  );
}
