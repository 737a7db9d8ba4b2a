import { ProviderUnavailable } from '../../src/payments/provider';
import { statusOfRefund } from '../../src/payments/stripe/refunds';
import { paymentOfIntent, paymentOfSession } from '../../src/payments/stripe/status';
import type { Stripe } from '../../src/payments/stripe/stripe';

const INTENT = {
  id: 'pi_1',
  amount: 11_600,
  amount_received: 0,
  currency: 'brl',
  status: 'requires_payment_method',
  last_payment_error: null,
  cancellation_reason: null,
  next_action: null,
  metadata: { attempt: 'a-1' },
};

const SESSION = {
  id: 'cs_1',
  amount_total: 11_600,
  currency: 'brl',
  status: 'open',
  url: 'https://checkout.stripe.com/c/pay/cs_1',
  client_reference_id: 'a-1',
  metadata: { attempt: 'a-1' },
  payment_intent: null,
};

const intentOf = (fields: object) => ({ ...INTENT, ...fields }) as unknown as Stripe.PaymentIntent;
const sessionOf = (fields: object) => ({ ...SESSION, ...fields }) as unknown as Stripe.Checkout.Session;

const declined = (error: object) => ({ status: 'requires_payment_method', last_payment_error: error });
const STOLEN = { type: 'card_error', code: 'card_declined', decline_code: 'stolen_card' };

/** Every state of an intent, and how a Pix, an open session, a complete one and an expired one stand with it. */
const STATES: [name: string, intent: object, pix: string, open: string, complete: string, expired: string][] =
  [
    ['requires_payment_method', {}, 'open', 'open', 'processing', 'expired'],
    ['declined', declined(STOLEN), 'declined', 'declined', 'processing', 'expired'],
    [
      'a Pix code that nobody paid',
      declined({ type: 'invalid_request_error', code: 'payment_intent_payment_attempt_expired' }),
      ...(['expired', 'expired', 'cancelled', 'expired'] as const),
    ],
    ['requires_confirmation', { status: 'requires_confirmation' }, 'open', 'open', 'processing', 'expired'],
    ['requires_action', { status: 'requires_action' }, 'open', 'open', 'processing', 'expired'],
    [
      'a second step after a decline',
      { status: 'requires_action', last_payment_error: STOLEN },
      ...(['open', 'open', 'processing', 'expired'] as const),
    ],
    ['processing', { status: 'processing' }, 'processing', 'processing', 'processing', 'processing'],
    [
      'requires_capture',
      { status: 'requires_capture' },
      'authorized',
      'authorized',
      'authorized',
      'authorized',
    ],
    ['succeeded', { status: 'succeeded', amount_received: 11_600 }, 'paid', 'paid', 'paid', 'paid'],
    ['canceled by us', { status: 'canceled' }, 'cancelled', 'cancelled', 'cancelled', 'cancelled'],
    [
      'canceled by Stripe after a week',
      { status: 'canceled', cancellation_reason: 'automatic' },
      ...(['expired', 'expired', 'cancelled', 'cancelled'] as const),
    ],
    [
      'canceled with its session',
      { status: 'canceled', cancellation_reason: 'expired' },
      ...(['expired', 'expired', 'cancelled', 'expired'] as const),
    ],
  ];

test.each(STATES)('%s', (_, fields, pix, open, complete, expired) => {
  const intent = intentOf(fields);
  const session = (status: string) => paymentOfSession(sessionOf({ status, payment_intent: intent })).status;
  expect(paymentOfIntent(intent).status).toBe(pix);
  expect([session('open'), session('complete'), session('expired')]).toEqual([open, complete, expired]);
});

test('without an intent a session is open, expired, or not known yet', () => {
  const status = (session: object) => paymentOfSession(sessionOf(session)).status;
  expect(status({ status: 'open' })).toBe('open');
  expect(status({ status: 'expired', url: null })).toBe('expired');
  expect(status({ status: 'complete', url: null })).toBe('processing');
});

test('a session of whose intent only the id was sent says nothing of the money', () => {
  const session = sessionOf({ status: 'expired', payment_intent: 'pi_1' });
  expect(() => paymentOfSession(session)).toThrow(ProviderUnavailable);
});

test('a status that is not known here says nothing of the money', () => {
  expect(() => paymentOfIntent(intentOf({ status: 'requires_luck' }))).toThrow(ProviderUnavailable);
  expect(() => paymentOfSession(sessionOf({ status: 'halted' }))).toThrow(ProviderUnavailable);
  expect(() => paymentOfSession(sessionOf({ status: null }))).toThrow(ProviderUnavailable);
});

test('a session before the buyer has submitted a card', () => {
  expect(paymentOfSession(sessionOf({}))).toEqual({
    providerId: 'cs_1',
    status: 'open',
    amountCents: 11_600,
    capturedCents: 0,
    currency: 'BRL',
    attemptId: 'a-1',
    payUrl: 'https://checkout.stripe.com/c/pay/cs_1',
  });
});

test('a payment that took less than the whole amount shows both', () => {
  const intent = intentOf({ status: 'succeeded', amount_received: 100 });
  expect(paymentOfSession(sessionOf({ status: 'complete', url: null, payment_intent: intent }))).toEqual({
    providerId: 'cs_1',
    intentId: 'pi_1',
    status: 'paid',
    amountCents: 11_600,
    capturedCents: 100,
    currency: 'BRL',
    attemptId: 'a-1',
  });
});

test('amounts are in minor units by ISO 4217', () => {
  const intent = intentOf({ currency: 'isk', amount: 50_000, amount_received: 50_000, status: 'succeeded' });
  expect(paymentOfIntent(intent)).toMatchObject({ amountCents: 500, capturedCents: 500, currency: 'ISK' });
});

test('a Pix shows its code until when it can be paid', () => {
  const code = {
    data: '00020126',
    expires_at: 1_795_807_200,
    hosted_instructions_url: 'https://payments.stripe.com/pix/1',
  };
  const intent = intentOf({ status: 'requires_action', next_action: { pix_display_qr_code: code } });
  expect(paymentOfIntent(intent)).toMatchObject({
    intentId: 'pi_1',
    payUrl: code.hosted_instructions_url,
    pix: { text: code.data, expiresAt: new Date('2026-11-27T19:20:00Z') },
  });
});

test.each([
  [STOLEN, 'stolen_card'],
  [{ type: 'card_error', code: 'expired_card' }, 'expired_card'],
  [{ type: 'invalid_request_error', code: 'payment_intent_authentication_failure' }, 'authentication_failed'],
  [{ type: 'api_error' }, 'api_error'],
])('the reason of a decline: %j', (error, reason) => {
  const intent = intentOf(declined(error));
  expect(paymentOfIntent(intent).declineReason).toBe(reason);
  expect(paymentOfSession(sessionOf({ payment_intent: intent })).declineReason).toBe(reason);
});

test.each([
  ['succeeded', 'succeeded'],
  ['pending', 'pending'],
  ['requires_action', 'pending'],
  [null, 'pending'],
  ['new_word', 'pending'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])('a refund that is %s counts as %s', (status, expected) => expect(statusOfRefund(status)).toBe(expected));
