import type { Stripe } from './stripe';
import type { ProviderRefund, RefundToMake } from '../provider';
import { fromStripeAmount, toStripeAmount } from './amounts';

export function refundToCreate(refund: RefundToMake): Stripe.RefundCreateParams {
  return {
    payment_intent: refund.intentId,
    amount: toStripeAmount(refund.amountCents, refund.currency),
    metadata: { refund: refund.refundId, attempt: refund.attemptId },
  };
}

export function refundOf(refund: Stripe.Refund): ProviderRefund {
  const status = statusOfRefund(refund.status);
  return {
    providerId: refund.id,
    status,
    amountCents: fromStripeAmount(refund.amount, refund.currency),
    currency: refund.currency.toUpperCase(),
    ...(status === 'failed' && { failureReason: refund.failure_reason ?? refund.status ?? 'unknown' }),
  };
}

/** What isn't known to have succeeded or failed is pending: it is asked for again. */
export function statusOfRefund(status: Stripe.Refund['status']): ProviderRefund['status'] {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}
