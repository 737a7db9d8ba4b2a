import type { Stripe } from './stripe';
import { BadSignature, type ProviderEvent } from '../provider';
import { fromStripeAmount } from './amounts';

/** How far ahead of ours Stripe's clock may be. */
const AHEAD_SECONDS = 60;

/**
 * Checks a webhook's signature and says what it is about. Stripe's client refuses what is older than five minutes, but
 * takes any time in the future.
 * @param secrets each is tried, so that a secret can be replaced without losing a webhook.
 */
export function readWebhook(
  webhooks: Stripe['webhooks'],
  secrets: readonly string[],
  testMode: boolean,
  rawBody: Buffer,
  signature: string | undefined,
): ProviderEvent {
  const at = signature === undefined ? undefined : timeOf(signature);
  if (signature === undefined || at === undefined) throw new BadSignature('The webhook has no signature.');
  if (at > Date.now() / 1000 + AHEAD_SECONDS) throw new BadSignature('The webhook is from the future.');
  const event = firstThatFits(webhooks, secrets, rawBody, signature);
  if (!event) throw new BadSignature('The webhook is not signed with our secret, or is too old.');
  if (event.livemode !== !testMode)
    throw new BadSignature('The webhook is of the other mode (test or live).');
  return eventOf(event);
}

function firstThatFits(
  webhooks: Stripe['webhooks'],
  secrets: readonly string[],
  rawBody: Buffer,
  signature: string,
): Stripe.Event | undefined {
  for (const secret of secrets) {
    try {
      return webhooks.constructEvent(rawBody, signature, secret);
    } catch {
      // Not this one. The client's error repeats the body, so nothing of it is kept.
    }
  }
  return undefined;
}

/** The signed time in Unix seconds; undefined where the header doesn't have exactly one. */
function timeOf(signature: string): number | undefined {
  const times = signature.split(',').filter((part) => part.startsWith('t='));
  const [, digits] = (times.length === 1 && /^t=(\d{1,12})$/.exec(times[0] ?? '')) || [];
  return digits === undefined ? undefined : Number(digits);
}

/** The fields that the objects of our events have in common. */
interface EventObject {
  id: string;
  object: string;
  payment_intent?: string | { id: string } | null;
  client_reference_id?: string | null;
  metadata?: Record<string, string> | null;
}

function eventOf(event: Stripe.Event): ProviderEvent {
  const object = event.data.object as EventObject;
  const intent = object.object === 'payment_intent' ? object.id : object.payment_intent;
  const intentId = typeof intent === 'object' ? intent?.id : intent;
  const attemptId = object.metadata?.['attempt'] ?? object.client_reference_id;
  const refundId = object.metadata?.['refund'];
  return {
    id: event.id,
    type: event.type,
    createdAt: new Date(event.created * 1000),
    objectId: object.id,
    ...(intentId && { intentId }),
    ...(attemptId && { attemptId }),
    ...(refundId && { refundId }),
    ...(object.object === 'dispute' && { dispute: disputeOf(event.data.object as Stripe.Dispute) }),
  };
}

export function disputeOf(dispute: Stripe.Dispute): NonNullable<ProviderEvent['dispute']> {
  return {
    providerId: dispute.id,
    status: dispute.status,
    amountCents: fromStripeAmount(dispute.amount, dispute.currency),
    currency: dispute.currency.toUpperCase(),
    reason: dispute.reason,
  };
}
