import { chargeId, methodId } from '../ids';
import type { IntentRecord } from '../records';
import type { Stripe } from '../stripe-types';

/** What the client's types have beyond Stripe's own schema. */
type OnlyInTypes = 'payment_record' | 'source';

/** @param pageUrl where the sandbox's pages are, without a slash at the end. */
export function intentObject(intent: IntentRecord, pageUrl: string): Omit<Stripe.PaymentIntent, OnlyInTypes> {
  const tried = intent.capturable > 0 || intent.received > 0 || intent.error?.code === 'card_declined';
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: [intent.method],
    amount: intent.amount,
    amount_capturable: intent.capturable,
    amount_received: intent.received,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: intent.canceledAt ?? null,
    cancellation_reason: intent.cancellationReason ?? null,
    capture_method: intent.manualCapture ? 'manual' : 'automatic',
    client_secret: `${intent.id}_secret_sandbox`,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: null,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: errorOf(intent),
    latest_charge: tried ? chargeId(intent.id) : null,
    livemode: false,
    managed_payments: null,
    metadata: { ...intent.metadata },
    next_action: nextActionOf(intent, pageUrl),
    on_behalf_of: null,
    payment_method: intent.status === 'requires_payment_method' ? null : methodId(intent.id),
    payment_method_configuration_details: null,
    payment_method_options: intent.pix
      ? { pix: { expires_after_seconds: intent.pix.expiresAfterSeconds, expires_at: null } }
      : {},
    payment_method_types: [intent.method],
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

function errorOf({ id, error, method }: IntentRecord): Stripe.PaymentIntent.LastPaymentError | null {
  if (!error) return null;
  return {
    type:
      method === 'card' && error.code !== 'payment_intent_authentication_failure'
        ? 'card_error'
        : 'invalid_request_error',
    code: error.code,
    doc_url: `https://docs.stripe.com/error-codes#${error.code}`,
    message: error.message,
    payment_method_type: method,
    ...(error.declineCode !== undefined && { decline_code: error.declineCode, charge: chargeId(id) }),
  };
}

function nextActionOf(
  { id, status, pix, session }: IntentRecord,
  pageUrl: string,
): Stripe.PaymentIntent.NextAction | null {
  if (status !== 'requires_action') return null;
  const page = `${pageUrl}/pay/${session ?? id}`;
  if (!pix) return { type: 'redirect_to_url', redirect_to_url: { return_url: null, url: page } };
  return {
    type: 'pix_display_qr_code',
    pix_display_qr_code: {
      data: pix.text,
      expires_at: pix.expiresAt,
      hosted_instructions_url: page,
      image_url_png: `${page}/qr.svg`,
      image_url_svg: `${page}/qr.svg`,
    },
  };
}
