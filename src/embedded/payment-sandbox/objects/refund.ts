import { chargeId } from '../ids';
import type { RefundRecord } from '../records';
import type { Stripe } from '../stripe-types';

export function refundObject(refund: RefundRecord): Stripe.Refund {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: null,
    charge: chargeId(refund.intent),
    created: refund.created,
    currency: refund.currency,
    customer: null,
    customer_account: null,
    metadata: { ...refund.metadata },
    payment_intent: refund.intent,
    payment_method: null,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
    ...(refund.status === 'pending' && { pending_reason: 'processing' }),
    ...(refund.failureReason !== undefined && { failure_reason: refund.failureReason }),
  };
}
