import type Stripe from 'stripe';
import { CARD, cardSession, post, sandboxForTest, type TestSandbox } from '../helpers/payment-sandbox';

let sandbox: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await sandboxForTest();
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.stop());

const open = (attempt: string) => stripe.checkout.sessions.create(cardSession(attempt));
const read = (session: Stripe.Checkout.Session) =>
  stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
const intentOf = async (session: Stripe.Checkout.Session) =>
  (await read(session)).payment_intent as Stripe.PaymentIntent;

test('a session has no intent until a card is submitted, and then an authorization that can be captured', async () => {
  const session = await open('captured');
  expect(session).toMatchObject({
    object: 'checkout.session',
    status: 'open',
    payment_intent: null,
    amount_total: 12_000,
    currency: 'brl',
    livemode: false,
    client_reference_id: 'captured',
  });

  const paid = await post(session.url, { card: CARD.pays });
  expect(paid.status).toBe(303);
  expect(paid.headers.get('location')).toBe('http://127.0.0.1:1/events/1?paid=1');
  expect(await read(session)).toMatchObject({
    status: 'complete',
    url: null,
    payment_intent: {
      status: 'requires_capture',
      amount_capturable: 12_000,
      amount_received: 0,
      metadata: { attempt: 'captured' },
    },
  });

  const { id } = await intentOf(session);
  expect(await stripe.paymentIntents.capture(id)).toMatchObject({
    status: 'succeeded',
    amount_received: 12_000,
  });
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
    statusCode: 400,
    code: 'payment_intent_unexpected_state',
  });
  await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
  await sandbox.webhooks.until(() => sandbox.webhooks.types().includes('payment_intent.succeeded'));
  expect(sandbox.webhooks.types().sort()).toEqual([
    'checkout.session.completed',
    'payment_intent.amount_capturable_updated',
    'payment_intent.succeeded',
  ]);
});

test('an authorization can be given back', async () => {
  const session = await open('voided');
  await post(session.url, { card: CARD.pays });
  const { id } = await intentOf(session);
  expect(await stripe.paymentIntents.cancel(id)).toMatchObject({ status: 'canceled', amount_capturable: 0 });
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
});

test.each([
  [CARD.declines, 'card_declined', 'generic_decline'],
  [CARD.hasNoFunds, 'card_declined', 'insufficient_funds'],
  ['4111 1111 1111 1111', 'incorrect_number', undefined],
])('a card that is declined leaves the session open: %s', async (card, code, declineCode) => {
  const session = await open(`declined ${card}`);
  const declined = await post(session.url, { card });
  expect(declined.status).toBe(402);
  expect(await declined.text()).toContain('name="card"');
  const now = await read(session);
  expect(now).toMatchObject({ status: 'open', payment_intent: { status: 'requires_payment_method' } });
  const { last_payment_error: error } = now.payment_intent as Stripe.PaymentIntent;
  expect(error).toMatchObject({ type: 'card_error', code });
  expect(error?.decline_code).toBe(declineCode);

  expect((await post(session.url, { card: CARD.pays })).status).toBe(303);
  expect(await intentOf(session)).toMatchObject({ status: 'requires_capture', last_payment_error: null });
});

test('a second step is passed or not', async () => {
  const session = await open('second step');
  const asked = await post(session.url, { card: CARD.asksForMore });
  expect(asked.status).toBe(303);
  expect(new URL(asked.headers.get('location') ?? '', session.url ?? '').href).toBe(session.url);
  expect(await (await fetch(session.url ?? '')).text()).toContain('name="step"');
  expect(await intentOf(session)).toMatchObject({ status: 'requires_action' });

  expect((await post(session.url, { step: 'fail' })).status).toBe(402);
  expect(await intentOf(session)).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code: 'payment_intent_authentication_failure' },
  });

  await post(session.url, { card: CARD.asksForMore });
  expect((await post(session.url, { step: 'complete' })).status).toBe(303);
  expect(await read(session)).toMatchObject({
    status: 'complete',
    payment_intent: { status: 'requires_capture' },
  });
});

test('only an open session can be expired, and then nobody can pay it', async () => {
  const session = await open('expired');
  await post(session.url, { card: CARD.declines });
  expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null });
  expect((await post(session.url, { card: CARD.pays })).status).toBe(410);
  expect(await intentOf(session)).toMatchObject({ status: 'canceled' });
  await expect(stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 });

  const paid = await open('paid before it expired');
  await post(paid.url, { card: CARD.pays });
  await expect(stripe.checkout.sessions.expire(paid.id)).rejects.toMatchObject({ statusCode: 400 });
});

test('the intent of an open session is ended through the session', async () => {
  const session = await open('not through its intent');
  await post(session.url, { card: CARD.declines });
  await expect(stripe.paymentIntents.cancel((await intentOf(session)).id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
});

test('wrong parameters and keys are refused as Stripe refuses them', async () => {
  await expect(open('')).resolves.toMatchObject({ status: 'open' });
  await expect(
    stripe.checkout.sessions.create(cardSession('nothing to pay', { line_items: [] })),
  ).rejects.toMatchObject({ type: 'StripeInvalidRequestError', param: 'line_items' });
  const soon = Math.floor(Date.now() / 1000) + 60;
  await expect(
    stripe.checkout.sessions.create(cardSession('too soon', { expires_at: soon })),
  ).rejects.toMatchObject({ param: 'expires_at' });
  await expect(stripe.checkout.sessions.retrieve('cs_test_unknown')).rejects.toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
  });
  const answer = await fetch(`${sandbox.url}/v1/checkout/sessions`, {
    headers: { authorization: 'Bearer no' },
  });
  expect(answer.status).toBe(401);
});

test('a session expires by the clock, an authorization after a week', async () => {
  const [waiting, authorized] = [await open('waits'), await open('waits for its capture')];
  await post(authorized.url, { card: CARD.pays });
  await sandbox.control('POST', 'clock', { advanceSeconds: 25 * 3_600 });
  expect(await read(waiting)).toMatchObject({ status: 'expired' });
  expect(await intentOf(authorized)).toMatchObject({ status: 'requires_capture' });
  await sandbox.control('POST', 'clock', { advanceSeconds: 7 * 24 * 3_600 });
  expect(await intentOf(authorized)).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' });
});
