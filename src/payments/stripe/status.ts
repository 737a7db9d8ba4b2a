import type { Stripe } from './stripe';
import { ProviderUnavailable, type ProviderPayment } from '../provider';
import { fromStripeAmount } from './amounts';

type Status = ProviderPayment['status'];
type Intent = Pick<Stripe.PaymentIntent, 'status' | 'last_payment_error' | 'cancellation_reason'>;

/** What Stripe keeps in `last_payment_error` of a Pix code that nobody paid in time. */
const PIX_EXPIRED = 'payment_intent_payment_attempt_expired';

/** Stripe's word for a second step that the buyer didn't pass; the product's is shorter. */
const SECOND_STEP_FAILED = 'payment_intent_authentication_failure';

/**
 * How a payment by card stands. Money counts first, whatever the session says: a session can be expired, or still
 * open, while its intent has the money.
 * @param session with its intent expanded, which exists once the buyer has submitted a card.
 */
export function paymentOfSession(session: Stripe.Checkout.Session): ProviderPayment {
  const intent = expanded(session.payment_intent);
  const currency = (intent?.currency ?? session.currency ?? '').toUpperCase();
  const attemptId = session.metadata?.['attempt'] ?? session.client_reference_id;
  return {
    providerId: session.id,
    ...(intent && { intentId: intent.id }),
    status: statusOfSession(session.status, intent),
    amountCents: fromStripeAmount(intent?.amount ?? session.amount_total ?? 0, currency),
    capturedCents: fromStripeAmount(intent?.amount_received ?? 0, currency),
    currency,
    ...(attemptId && { attemptId }),
    ...(session.url && { payUrl: session.url }),
    ...declineOf(intent),
  };
}

/** How a payment by Pix stands. */
export function paymentOfIntent(intent: Stripe.PaymentIntent): ProviderPayment {
  const currency = intent.currency.toUpperCase();
  const attemptId = intent.metadata['attempt'];
  const code = intent.next_action?.pix_display_qr_code;
  return {
    providerId: intent.id,
    intentId: intent.id,
    status: statusOfIntent(intent),
    amountCents: fromStripeAmount(intent.amount, currency),
    capturedCents: fromStripeAmount(intent.amount_received, currency),
    currency,
    ...(attemptId && { attemptId }),
    ...(code?.hosted_instructions_url && { payUrl: code.hosted_instructions_url }),
    ...(code?.data &&
      code.expires_at && { pix: { text: code.data, expiresAt: new Date(code.expires_at * 1000) } }),
    ...declineOf(intent),
  };
}

export function statusOfSession(
  session: Stripe.Checkout.Session['status'],
  intent: Intent | undefined,
): Status {
  const ofIntent = intent && statusOfIntent(intent);
  if (ofIntent === 'authorized' || ofIntent === 'paid' || ofIntent === 'processing') return ofIntent;
  switch (session) {
    case 'open':
      return ofIntent ?? 'open';
    case 'expired':
      // An intent that didn't end with its session had an authorization, which was given back.
      return intent?.status === 'canceled' && intent.cancellation_reason !== 'expired'
        ? 'cancelled'
        : 'expired';
    case 'complete':
      // Without an intent, or with one that isn't there yet, nobody knows what it has. An authorization that was given
      // back, by us or by the bank's limit of a week, leaves its intent cancelled.
      return ofIntent === 'cancelled' || ofIntent === 'expired' ? 'cancelled' : 'processing';
    default:
      throw unknownStatus(session);
  }
}

export function statusOfIntent(intent: Intent): Status {
  switch (intent.status) {
    case 'requires_payment_method':
      if (!intent.last_payment_error) return 'open';
      return intent.last_payment_error.code === PIX_EXPIRED ? 'expired' : 'declined';
    case 'requires_confirmation':
    case 'requires_action':
      return 'open';
    case 'processing':
      return 'processing';
    case 'requires_capture':
      return 'authorized';
    case 'succeeded':
      return 'paid';
    case 'canceled':
      return intent.cancellation_reason === 'expired' || intent.cancellation_reason === 'automatic'
        ? 'expired'
        : 'cancelled';
    default:
      throw unknownStatus(intent.status);
  }
}

function declineOf(intent: Intent | undefined): { declineReason?: string } {
  const error = intent?.last_payment_error;
  if (!error || error.code === PIX_EXPIRED) return {};
  // `generic_decline` is the bank's way to say nothing more.
  const bank = error.decline_code === 'generic_decline' ? undefined : error.decline_code;
  const reason = bank ?? error.code ?? error.type;
  return { declineReason: reason === SECOND_STEP_FAILED ? 'authentication_failed' : reason };
}

/** @throws {ProviderUnavailable} where only its id was sent, which says nothing of the money. */
function expanded(intent: string | Stripe.PaymentIntent | null): Stripe.PaymentIntent | undefined {
  if (typeof intent === 'string')
    throw new ProviderUnavailable(`Stripe sent no more than the id of ${intent}`);
  return intent ?? undefined;
}

/** A word of a newer API says nothing of the money. */
const unknownStatus = (status: unknown) =>
  new ProviderUnavailable(`Stripe answers with a status that is not known here: ${String(status)}`);
