import type { AttemptToOpen, PaymentProvider } from '../../src/payments/provider';
import { createStripeProvider } from '../../src/payments/stripe';
import { openRecordingProxy, type RecordingProxy } from '../helpers/recording-proxy';
import { describeWithStripeMock, startStripeMock, type StripeMock } from '../helpers/stripe-mock';
import { unlikeStripe } from '../helpers/stripe-spec';

const ATTEMPT: Omit<AttemptToOpen, 'method'> = {
  attemptId: '0199c5a0-0000-7000-8000-000000000001',
  preOrderId: '0199c5a0-0000-7000-8000-000000000002',
  amountCents: 11_600,
  currency: 'BRL',
  description: '2 × Pista, Rock no Rio',
  returnUrl: 'https://tickets.example/events/rock',
  createdAt: new Date('2026-11-27T19:00:00.500Z'),
  payUntil: new Date('2026-11-27T19:10:00Z'),
};
const CARD = { attemptId: ATTEMPT.attemptId, method: 'card', providerId: 'cs_1' } as const;
const PIX = { attemptId: ATTEMPT.attemptId, method: 'pix', providerId: 'pi_1' } as const;
const REFUND = { refundId: 'r-1', attemptId: 'a-1', intentId: 'pi_1', amountCents: 500, currency: 'BRL' };

describeWithStripeMock("Stripe's own schema", () => {
  let mock: StripeMock;
  let proxy: RecordingProxy;
  let provider: PaymentProvider;

  beforeAll(async () => {
    mock = await startStripeMock();
    proxy = await openRecordingProxy(mock.url);
    provider = await createStripeProvider({
      secretKey: 'sk_test_1',
      webhookSecrets: [],
      apiUrl: proxy.url,
    });
    // The first time it is built.
  }, 300_000);

  afterAll(async () => {
    await proxy.close();
    await mock.stop();
  });

  beforeEach(() => void proxy.exchanges.splice(0));

  const asked = () => proxy.exchanges.map(({ method, path, status }) => `${method} ${path} ${status}`);
  const form = (at: number) => Object.fromEntries(new URLSearchParams(proxy.exchanges[at]?.body));

  test('accepts how a payment by card is opened', async () => {
    await provider.open({ ...ATTEMPT, method: 'card' });
    expect(asked()).toEqual(['POST /v1/checkout/sessions 200']);
    expect(proxy.exchanges[0]?.headers).toMatchObject({
      'idempotency-key': ATTEMPT.attemptId,
      'stripe-version': '2026-10-28.endive',
    });
    expect(form(0)).toEqual({
      mode: 'payment',
      'allowed_payment_method_types[0]': 'card',
      client_reference_id: ATTEMPT.attemptId,
      'metadata[attempt]': ATTEMPT.attemptId,
      'metadata[pre_order]': ATTEMPT.preOrderId,
      'payment_intent_data[capture_method]': 'manual',
      'payment_intent_data[metadata][attempt]': ATTEMPT.attemptId,
      'payment_intent_data[metadata][pre_order]': ATTEMPT.preOrderId,
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'brl',
      'line_items[0][price_data][unit_amount]': '11600',
      'line_items[0][price_data][product_data][name]': ATTEMPT.description,
      success_url: ATTEMPT.returnUrl,
      cancel_url: ATTEMPT.returnUrl,
      // An hour after it was made: Stripe wants at least half an hour.
      expires_at: String(Date.parse('2026-11-27T20:00:01Z') / 1000),
      'expand[0]': 'payment_intent',
    });
  });

  test('accepts how a Pix is opened', async () => {
    await provider.open({ ...ATTEMPT, method: 'pix' });
    expect(asked()).toEqual(['POST /v1/payment_intents 200']);
    expect(proxy.exchanges[0]?.headers['idempotency-key']).toBe(ATTEMPT.attemptId);
    expect(form(0)).toEqual({
      amount: '11600',
      currency: 'brl',
      description: ATTEMPT.description,
      'allowed_payment_method_types[0]': 'pix',
      'payment_method_data[type]': 'pix',
      'payment_method_options[pix][expires_after_seconds]': '600',
      confirm: 'true',
      'metadata[attempt]': ATTEMPT.attemptId,
      'metadata[pre_order]': ATTEMPT.preOrderId,
    });
  });

  test.each([
    ['2026-11-27T19:00:20Z', '60'],
    ['2026-12-27T19:00:00Z', '1209600'],
  ])('a Pix that can be paid until %s is open for %s s', async (payUntil, seconds) => {
    await provider.open({ ...ATTEMPT, method: 'pix', payUntil: new Date(payUntil) });
    expect(form(0)['payment_method_options[pix][expires_after_seconds]']).toBe(seconds);
  });

  test('a session ends within a day, however long the tickets are held', async () => {
    await provider.open({ ...ATTEMPT, method: 'card', payUntil: new Date('2026-12-27T19:00:00Z') });
    expect(form(0)['expires_at']).toBe(String(Date.parse('2026-11-28T18:00:01Z') / 1000));
  });

  test('a long description is cut to what Stripe takes', async () => {
    const description = '🎫'.repeat(2000);
    await provider.open({ ...ATTEMPT, method: 'card', description });
    await provider.open({ ...ATTEMPT, method: 'pix', description });
    expect(form(0)['line_items[0][price_data][product_data][name]']).toBe(`${'🎫'.repeat(249)}…`);
    expect(form(1)['description']).toBe(`${'🎫'.repeat(999)}…`);
  });

  test('opening again sends the same', async () => {
    for (const method of ['card', 'pix'] as const) {
      await provider.open({ ...ATTEMPT, method });
      await provider.open({ ...ATTEMPT, method });
    }
    const [first, again, pix, pixAgain] = proxy.exchanges.map(({ body, headers }) => [
      body,
      headers['idempotency-key'],
    ]);
    expect(again).toEqual(first);
    expect(pixAgain).toEqual(pix);
  });

  test('accepts how payments are read, ended and captured', async () => {
    await provider.read(CARD);
    await provider.read(PIX);
    await provider.cancel(CARD, false);
    await provider.cancel(PIX, false);
    await provider.capture(CARD);
    expect(asked()).toEqual([
      'GET /v1/checkout/sessions/cs_1 200',
      'GET /v1/payment_intents/pi_1 200',
      'POST /v1/checkout/sessions/cs_1/expire 200',
      'POST /v1/payment_intents/pi_1/cancel 200',
      // The example isn't authorized, so it is only read.
      'GET /v1/checkout/sessions/cs_1 200',
    ]);
  });

  test('accepts how refunds are made, found and listed', async () => {
    await provider.refund(REFUND);
    await provider.findRefund(REFUND);
    for await (const record of provider.list(new Date(0), new Date(1000))) expect(record.kind).toBeDefined();
    expect(asked()).toEqual([
      'POST /v1/refunds 200',
      'GET /v1/refunds 200',
      'GET /v1/payment_intents 200',
      'GET /v1/refunds 200',
      'GET /v1/disputes 200',
    ]);
    expect(proxy.exchanges[0]?.headers['idempotency-key']).toBe('r-1');
    expect(form(0)).toEqual({
      payment_intent: 'pi_1',
      amount: '500',
      'metadata[refund]': 'r-1',
      'metadata[attempt]': 'a-1',
    });
  });

  test('would refuse a name or a type that Stripe does not have', async () => {
    const post = async (path: string, body: Record<string, string>) =>
      (
        await fetch(`${mock.url}${path}`, {
          method: 'POST',
          headers: { authorization: 'Bearer sk_test_1' },
          body: new URLSearchParams(body),
        })
      ).status;
    const pix = { amount: '500', currency: 'brl', 'allowed_payment_method_types[]': 'pix' };
    expect(await post('/v1/payment_intents', pix)).toBe(200);
    expect(await post('/v1/payment_intents', { ...pix, 'payment_method_types[]': 'pix' })).toBe(400);
    expect(await post('/v1/payment_intents', { ...pix, amount: 'five' })).toBe(400);
    expect(await post('/v1/refunds', { payment_intent: 'pi_1', amounts: '5' })).toBe(400);
  });

  test('has the answers that it gives itself, and no others', async () => {
    const at = ['GET', '/v1/refunds/re_1', 200] as const;
    const created = { created: 1_795_807_200, currency: 'brl', metadata: { a: 'b' } };
    const refund = { id: 're_1', object: 'refund', amount: 5, payment_intent: 'pi_1', ...created };
    expect(unlikeStripe(mock.spec, ...at, refund)).toEqual([]);
    expect(unlikeStripe(mock.spec, ...at, { ...refund, id: undefined, amount: '5', cents: 5 })).toEqual([
      'id: undefined is no string',
      'amount: "5" is no integer',
      'cents: Stripe has no such field',
    ]);
    expect(unlikeStripe(mock.spec, ...at, { ...created, id: 're_1', object: 'refund' })).toEqual([
      'amount: is missing',
    ]);
    await Promise.all([
      provider.open({ ...ATTEMPT, method: 'card' }),
      provider.read(PIX),
      provider.refund(REFUND),
    ]);
    expect(proxy.exchanges).toHaveLength(3);
    for (const { method, path, status, answer } of proxy.exchanges)
      expect(unlikeStripe(mock.spec, method, path, status, answer)).toEqual([]);
  });
});
