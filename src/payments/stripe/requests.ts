import type { Stripe } from './stripe';
import type { AttemptToOpen } from '../provider';
import { toStripeAmount } from './amounts';

/**
 * What is sent to open a payment. All of it follows from the attempt, so that sending it again under the same key is
 * the same request, minutes later too.
 */

const MINUTE = 60_000;

/** A page of Stripe's to pay by card: the money is reserved there, and taken when the tickets are sold. */
export function sessionToCreate(attempt: AttemptToOpen): Stripe.Checkout.SessionCreateParams {
  const { attemptId, amountCents, currency, description, returnUrl } = attempt;
  const metadata = metadataOf(attempt);
  return {
    mode: 'payment',
    allowed_payment_method_types: ['card'],
    client_reference_id: attemptId,
    metadata,
    payment_intent_data: { capture_method: 'manual', metadata },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: toStripeAmount(amountCents, currency),
          product_data: { name: shortened(description, 250) },
        },
      },
    ],
    success_url: returnUrl,
    cancel_url: returnUrl,
    expires_at: sessionExpiry(attempt),
    expand: ['payment_intent'],
  };
}

/**
 * Unix seconds. Stripe wants half an hour to a day from when the request reaches it, so an hour leaves half an hour for
 * repetitions and for clocks that differ. The session is expired by call long before.
 */
function sessionExpiry({ createdAt, payUntil }: AttemptToOpen): number {
  const at = createdAt.getTime();
  const end = Math.min(Math.max(payUntil.getTime(), at + 60 * MINUTE), at + 23 * 60 * MINUTE);
  return Math.ceil(end / 1000);
}

/** A Pix code, which the buyer's bank pays at once. */
export function pixToCreate(attempt: AttemptToOpen): Stripe.PaymentIntentCreateParams {
  const { amountCents, currency, description, createdAt, payUntil } = attempt;
  const seconds = Math.round((payUntil.getTime() - createdAt.getTime()) / 1000);
  return {
    amount: toStripeAmount(amountCents, currency),
    currency: currency.toLowerCase(),
    description: shortened(description, 1000),
    allowed_payment_method_types: ['pix'],
    payment_method_data: { type: 'pix' },
    // Stripe's limits: a minute to two weeks.
    payment_method_options: { pix: { expires_after_seconds: Math.min(Math.max(seconds, 60), 1_209_600) } },
    confirm: true,
    metadata: metadataOf(attempt),
  };
}

const metadataOf = ({ attemptId, preOrderId }: AttemptToOpen) => ({
  attempt: attemptId,
  pre_order: preOrderId,
});

/** Within a limit of Stripe's, in characters. */
function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
