import type { Stripe } from './stripe';
import type { ProviderRecord } from '../provider';
import { fromStripeAmount } from './amounts';
import type { StripeClient } from './client';
import { paged } from './paged';
import { statusOfRefund } from './refunds';

/**
 * What Stripe lists for reconciliation, one kind after the other, the newest of each first. A payment counts by when
 * its intent was made, which for a card is when it was submitted: the money may have been taken up to a week later.
 */
export async function* listRecords(
  client: StripeClient,
  from: Date,
  until: Date,
): AsyncIterable<ProviderRecord> {
  const page = { created: { gte: seconds(from), lt: seconds(until) }, limit: 100 };
  const { stripe } = client;
  for await (const intent of paged(client, 'list payments', stripe.paymentIntents.list(page)))
    if (intent.amount_received > 0) yield paymentRecord(intent);
  for await (const refund of paged(client, 'list refunds', stripe.refunds.list(page)))
    yield { kind: 'refund', ...recordOf(refund, refund.amount, statusOfRefund(refund.status)) };
  for await (const dispute of paged(client, 'list disputes', stripe.disputes.list(page)))
    yield {
      kind: 'dispute',
      ...recordOf(dispute, dispute.amount, dispute.status),
      reason: dispute.reason,
    };
}

const paymentRecord = (intent: Stripe.PaymentIntent): ProviderRecord => ({
  kind: 'payment',
  ...recordOf({ ...intent, payment_intent: intent.id }, intent.amount_received, intent.status),
});

function recordOf(
  object: Pick<Stripe.Refund, 'id' | 'created' | 'currency' | 'metadata' | 'payment_intent'>,
  amount: number,
  status: string | null,
): Omit<ProviderRecord, 'kind'> {
  const intentId =
    typeof object.payment_intent === 'string' ? object.payment_intent : object.payment_intent?.id;
  const attemptId = object.metadata?.['attempt'];
  const refundId = object.metadata?.['refund'];
  return {
    providerId: object.id,
    ...(intentId && { intentId }),
    ...(attemptId && { attemptId }),
    ...(refundId && { refundId }),
    amountCents: fromStripeAmount(amount, object.currency),
    currency: object.currency.toUpperCase(),
    status: status ?? 'unknown',
    createdAt: new Date(object.created * 1000),
  };
}

const seconds = (time: Date) => Math.floor(time.getTime() / 1000);
