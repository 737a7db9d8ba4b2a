import { entryIdOf } from '../domain/draw';
import type { SaleEvent } from '../domain/event';
import type { Line } from '../domain/line';
import { orderNumberOf } from '../domain/order-number';
import { paymentStatusOf, type Payment } from '../domain/payment';
import type { PreOrder } from '../domain/pre-order';
import type { WaitEstimates } from '../line/wait-estimates';
import type { Refund } from '../payments';
import type { EventAnswer } from './schemas/events';
import type { LineAnswer } from './schemas/line';
import type { PreOrderAnswer } from './schemas/pre-orders';

/** What is known of how fast a line moves. */
export type Estimates = Pick<WaitEstimates, 'estimate' | 'pollAfter'>;

/** A pre-order as its buyer sees it. */
export function preOrderView(preOrder: PreOrder, estimates: Estimates): PreOrderAnswer {
  const { id, eventId, status, items, totalCents, currency, tickets } = preOrder;
  const { expiresAt, holdEndsAt, heldAt, closedAt, reason, payment, serverTime } = preOrder;
  return {
    ...{
      id,
      orderNumber: orderNumberOf(id),
      eventId,
      status,
      items,
      totalCents,
      currency,
      tickets,
      expiresAt,
      holdEndsAt,
      heldAt,
      closedAt,
      reason,
    },
    ...(payment && { payment: paymentView(payment, status === 'paying') }),
    ...(status === 'in_line' && { line: placeView(preOrder, estimates) }),
    serverTime,
  };
}

/** @param open whether it can still be paid, as far as the pre-order is concerned. */
function paymentView(payment: Payment, open: boolean) {
  const { id, attempt, method, payUrl, pixText, pixExpiresAt, declineReason } = payment;
  const { amountCents, refundedCents, currency, payUntil } = payment;
  const payable = open && payment.status === 'open';
  return {
    ...{ id, attempt, method, status: paymentStatusOf(payment) },
    ...(payable && payUrl !== undefined && { payUrl }),
    ...(payable && pixText !== undefined && { pix: { text: pixText, expiresAt: pixExpiresAt ?? payUntil } }),
    ...{ declineReason, amountCents, refundedCents, currency, payUntil },
  };
}

function placeView({ id, eventId, place, ahead: known }: PreOrder, estimates: Estimates) {
  const ahead = known ?? null;
  return {
    ...{ place: place ?? null, ahead, entryId: entryIdOf(id) },
    estimatedWaitSeconds: ahead === null ? null : estimates.estimate(eventId, ahead),
    pollAfterSeconds: estimates.pollAfter(eventId, ahead),
  };
}

/** A refund as its buyer sees it. */
export function refundView({ id, status, amountCents, currency, createdAt, endedAt, ...refund }: Refund) {
  const { cause, tickets, reason, failureReason } = refund;
  return {
    ...{ id, status, amountCents, currency, createdAt, ...(endedAt && { endedAt }) },
    ...{ cause, tickets, reason, ...(failureReason !== null && { failureReason }) },
  };
}

/** A line as everybody sees it. */
export function lineView({ eventId, opensAt, nowServing, lastPlace, waiting, draw }: Line): LineAnswer {
  return { eventId, opensAt, nowServing, lastPlace, waiting, draw };
}

/** An event as everybody sees it; `deficit` and `cancelled` only if there are any. */
export function eventView(event: SaleEvent): EventAnswer {
  return {
    ...event,
    ticketTypes: event.ticketTypes.map(({ deficit, cancelled, ...type }) => ({
      ...type,
      ...(deficit > 0 && { deficit }),
      ...(cancelled > 0 && { cancelled }),
    })),
  };
}

/** The cursor of the next page; null if this page is the last. */
export const nextCursorOf = (page: readonly { id: string }[], limit: number): string | null =>
  page.length === limit ? (page.at(-1)?.id ?? null) : null;
