import type { ServerResponse } from 'node:http';
import {
  ProviderRefused,
  ProviderUnavailable,
  type AttemptToOpen,
  type PaymentProvider,
} from '../../src/payments/provider';
import { createStripeProvider } from '../../src/payments/stripe';
import {
  openScriptedStripe,
  refusal,
  reset,
  silence,
  type Reply,
  type ScriptedStripe,
} from '../helpers/scripted-stripe';

const CARD = { attemptId: 'a-1', method: 'card', providerId: 'cs_1' } as const;
const PIX = { attemptId: 'a-1', method: 'pix', providerId: 'pi_1' } as const;
const REFUND = { refundId: 'r-1', attemptId: 'a-1', intentId: 'pi_1', amountCents: 500, currency: 'BRL' };
const ATTEMPT: AttemptToOpen = {
  ...{ attemptId: 'a-1', preOrderId: 'p-1', method: 'card', amountCents: 500, currency: 'BRL' },
  ...{ description: '1 × Pista', returnUrl: 'https://tickets.example' },
  ...{ createdAt: new Date('2026-11-27T19:00:00Z'), payUntil: new Date('2026-11-27T19:10:00Z') },
};

const intent = (status: string, more: object = {}) => ({
  ...{ id: 'pi_1', object: 'payment_intent', status, amount: 500, currency: 'brl', created: 1_795_807_200 },
  ...{ amount_received: status === 'succeeded' ? 500 : 0, metadata: { attempt: 'a-1' }, ...more },
});
const session = (status: string, of: object | null = null) => ({
  ...{ id: 'cs_1', object: 'checkout.session', status, amount_total: 500, currency: 'brl' },
  ...{
    url: status === 'open' ? 'https://pay.example' : null,
    client_reference_id: 'a-1',
    payment_intent: of,
  },
});
const refund = (id: string, status = 'succeeded') => ({
  ...{ id: `re_${id}`, object: 'refund', amount: 500, currency: 'brl', status, payment_intent: 'pi_1' },
  ...{ created: 1_795_807_200, metadata: { refund: id, attempt: 'a-1' } },
});
const page = (data: object[], more = false) => ({ body: { object: 'list', data, has_more: more } });

const OPEN = 'POST /v1/checkout/sessions';
const READ = 'GET /v1/checkout/sessions/cs_1';
const EXPIRE = 'POST /v1/checkout/sessions/cs_1/expire';
const CAPTURE = 'POST /v1/payment_intents/pi_1/capture';
const CANCEL = 'POST /v1/payment_intents/pi_1/cancel';
const READ_PIX = 'GET /v1/payment_intents/pi_1';
const MAKE = 'POST /v1/refunds';
const LIST = 'GET /v1/refunds';

let stripe: ScriptedStripe;
let provider: PaymentProvider;
/** With the time that the product has: Stripe's client waits before it repeats. */
let patient: PaymentProvider;

beforeAll(async () => {
  stripe = await openScriptedStripe();
  const settings = { secretKey: 'sk_test_1', webhookSecrets: [], apiUrl: stripe.url };
  provider = await createStripeProvider({ ...settings, timeoutMs: 300 });
  patient = await createStripeProvider(settings);
});
afterAll(() => stripe.close());

/** Answers each request with the replies of its line, in order; the last one stays. */
const answer = (lines: Record<string, Reply | Reply[]>) =>
  stripe.script(({ what }, before) => {
    const replies = [lines[what] ?? []].flat();
    return replies[Math.min(before, replies.length - 1)];
  });
const asked = () => stripe.asked.map(({ what }) => what);

describe('the outcome is unknown', () => {
  const replies: [string, Reply][] = [
    ['no answer comes', silence],
    ['the answer comes too slowly', trickle],
    ['the answer is cut off', cutOff],
    ['the answer is no JSON', { body: '{"id":' }],
    ['Stripe fails', refusal(500)],
    ['something in between fails', { status: 503, body: '<html>' }],
    ['the answer is of somebody else', { status: 404, body: '<html>' }],
    ['Stripe asks to come back later', refusal(429, 'lock_timeout')],
    ['the limit is reached', refusal(400, 'rate_limit')],
    ['the same key is in flight', refusal(409, 'idempotency_key_in_use', { type: 'idempotency_error' })],
    ['the key of the account is wrong', refusal(401)],
    ['the key of the account lacks a right', refusal(403)],
  ];

  test.each(replies)('where %s', async (_, reply) => {
    answer({ [MAKE]: reply });
    await expect(provider.refund(REFUND)).rejects.toThrow(ProviderUnavailable);
    expect(asked()).toEqual([MAKE]);
  });

  test('where the connection is closed, which the client tries twice under the same key', async () => {
    answer({ [MAKE]: reset });
    await expect(patient.refund(REFUND)).rejects.toThrow(ProviderUnavailable);
    expect(stripe.asked.map(({ key }) => key)).toEqual(['r-1', 'r-1']);
  });

  function cutOff(response: ServerResponse) {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"id":', () => response.socket?.destroy());
  }

  function trickle(response: ServerResponse) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(timer));
  }

  test('where nothing listens', async () => {
    const settings = { secretKey: 'sk_test_1', webhookSecrets: [], apiUrl: 'http://127.0.0.1:1' };
    const alone = await createStripeProvider(settings);
    await expect(alone.read(CARD)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: 'Stripe, read a session: StripeConnectionError (ECONNREFUSED)',
    });
  });
});

describe('Stripe refuses', () => {
  test.each([
    [400, 'amount_too_small', {}, 'amount_too_small'],
    [400, undefined, { type: 'idempotency_error' }, 'idempotency_error'],
    [402, 'card_declined', { type: 'card_error' }, 'card_declined'],
    [404, 'resource_missing', {}, 'resource_missing'],
  ])('with %d %s', async (status, code, more, expected) => {
    answer({ [OPEN]: refusal(status, code, { param: 'amount', ...more }) });
    const error: unknown = await provider.open(ATTEMPT).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProviderRefused);
    expect(error).toMatchObject({ code: expected });
    expect((error as Error).message).toBe(
      `Stripe, open a session: ${expected} (HTTP ${status}, parameter amount, req_7)`,
    );
  });

  test('and no error repeats what Stripe says', async () => {
    for (const status of [400, 401, 500]) {
      answer({ [READ]: refusal(status) });
      const error = (await provider.read(CARD).catch((reason: unknown) => reason)) as Error;
      expect(JSON.stringify([error.message, error.cause, Object.values(error)])).not.toMatch(/ana@|sk_test/);
    }
  });
});

test('an answer that was lost with its connection is found again under its key', async () => {
  answer({ [OPEN]: [reset, { body: session('open') }] });
  expect(await patient.open(ATTEMPT)).toMatchObject({ providerId: 'cs_1', status: 'open' });
  expect(stripe.asked.map(({ key }) => key)).toEqual(['a-1', 'a-1']);
});

describe('a failure that Stripe keeps under the key', () => {
  const kept = { ...refusal(500), headers: { 'idempotent-replayed': 'true' } };

  test('ends an attempt that could never be opened', async () => {
    answer({ [OPEN]: [refusal(500), kept] });
    await expect(provider.open(ATTEMPT)).rejects.toThrow(ProviderUnavailable);
    await expect(provider.open(ATTEMPT)).rejects.toMatchObject({ name: 'ProviderRefused', code: 'failed' });
  });

  test('does not hide a refund that was made', async () => {
    answer({ [MAKE]: kept, [LIST]: page([refund('r-0'), refund('r-1', 'pending')]) });
    expect(await provider.refund(REFUND)).toMatchObject({ providerId: 're_r-1', status: 'pending' });
  });

  test('leaves a refund unknown that was not made', async () => {
    answer({ [MAKE]: kept, [LIST]: page([refund('r-0')]) });
    await expect(provider.refund(REFUND)).rejects.toThrow(ProviderUnavailable);
  });
});

describe('a payment by card is ended', () => {
  const refused = refusal(400);

  test('while nobody has paid', async () => {
    answer({ [EXPIRE]: { body: session('expired') } });
    expect(await provider.cancel(CARD, true)).toMatchObject({ status: 'expired' });
    expect(asked()).toEqual([EXPIRE]);
  });

  test('and shows an authorization that was faster', async () => {
    answer({ [EXPIRE]: refused, [READ]: { body: session('complete', intent('requires_capture')) } });
    expect(await provider.cancel(CARD, false)).toMatchObject({ status: 'authorized', intentId: 'pi_1' });
    expect(asked()).toEqual([EXPIRE, READ]);
  });

  test('and gives the authorization back where that is wanted', async () => {
    const read = ['requires_capture', 'canceled'].map((one) => ({ body: session('complete', intent(one)) }));
    answer({ [EXPIRE]: refused, [READ]: read, [CANCEL]: { body: intent('canceled') } });
    expect(await provider.cancel(CARD, true)).toMatchObject({ status: 'cancelled' });
    expect(asked()).toEqual([EXPIRE, READ, CANCEL, READ]);
  });

  test('and shows what was captured meanwhile', async () => {
    const read = ['requires_capture', 'succeeded'].map((one) => ({ body: session('complete', intent(one)) }));
    answer({ [EXPIRE]: refused, [READ]: read, [CANCEL]: refusal(400, 'payment_intent_unexpected_state') });
    expect(await provider.cancel(CARD, true)).toMatchObject({ status: 'paid', capturedCents: 500 });
  });

  test('and is unknown where it cannot be read', async () => {
    answer({ [EXPIRE]: refused, [READ]: refusal(500) });
    await expect(provider.cancel(CARD, true)).rejects.toThrow(ProviderUnavailable);
  });
});

describe('a Pix is ended', () => {
  test('while nobody has paid', async () => {
    answer({ [CANCEL]: { body: intent('canceled') } });
    expect(await provider.cancel(PIX, true)).toMatchObject({ status: 'cancelled' });
  });

  test('and shows a payment that was faster', async () => {
    answer({
      [CANCEL]: refusal(400, 'payment_intent_unexpected_state'),
      [READ_PIX]: { body: intent('succeeded') },
    });
    expect(await provider.cancel(PIX, true)).toMatchObject({ status: 'paid', capturedCents: 500 });
    expect(asked()).toEqual([CANCEL, READ_PIX]);
  });
});

describe('an authorization is captured', () => {
  const reads = (...states: string[]) => states.map((one) => ({ body: session('complete', intent(one)) }));

  test('once', async () => {
    answer({ [READ]: reads('requires_capture', 'succeeded'), [CAPTURE]: { body: intent('succeeded') } });
    expect(await provider.capture(CARD)).toMatchObject({ status: 'paid', capturedCents: 500 });
    expect(await provider.capture(CARD)).toMatchObject({ status: 'paid', capturedCents: 500 });
    expect(asked()).toEqual([READ, CAPTURE, READ]);
  });

  test('without reading it where its intent is known', async () => {
    answer({ [CAPTURE]: { body: intent('succeeded') } });
    const captured = await provider.capture({ ...CARD, intentId: 'pi_1' });
    expect(captured).toMatchObject({ status: 'paid', capturedCents: 500, providerId: CARD.providerId });
    expect(asked()).toEqual([CAPTURE]);
  });

  test('though the answer was lost: the next time it is paid', async () => {
    answer({ [READ]: reads('requires_capture', 'succeeded'), [CAPTURE]: silence });
    await expect(provider.capture(CARD)).rejects.toThrow(ProviderUnavailable);
    expect(await provider.capture(CARD)).toMatchObject({ status: 'paid' });
  });

  test('after a failure too, which would be repeated under the same key', async () => {
    answer({
      [READ]: reads('requires_capture', 'requires_capture', 'succeeded'),
      [CAPTURE]: [refusal(500), { body: intent('succeeded') }],
    });
    await expect(provider.capture(CARD)).rejects.toThrow(ProviderUnavailable);
    expect(await provider.capture(CARD)).toMatchObject({ status: 'paid' });
    const [first, second] = stripe.asked.filter(({ what }) => what === CAPTURE).map(({ key }) => key);
    expect(second).not.toBe(first);
  });

  test('unless it is gone', async () => {
    answer({ [READ]: reads('requires_capture', 'canceled'), [CAPTURE]: refusal(400, 'charge_expired') });
    expect(await provider.capture(CARD)).toMatchObject({ status: 'cancelled', capturedCents: 0 });
  });
});

test('a refund is found behind a hundred others, and only by its own id', async () => {
  const others = Array.from({ length: 100 }, (_, index) => refund(`other-${index}`));
  stripe.script(({ what, query }) => {
    if (what !== LIST) return undefined;
    return query.get('starting_after') === 're_other-99' ? page([refund('r-1')]) : page(others, true);
  });
  expect(await provider.findRefund(REFUND)).toMatchObject({ providerId: 're_r-1', status: 'succeeded' });
  expect(stripe.asked.map(({ query }) => query.get('payment_intent'))).toEqual(['pi_1', 'pi_1']);
  expect(await provider.findRefund({ ...REFUND, refundId: 'r-2' })).toBeUndefined();
});

test('a refund that failed says why', async () => {
  answer({ [MAKE]: { body: { ...refund('r-1', 'failed'), failure_reason: 'lost_or_stolen_card' } } });
  expect(await provider.refund(REFUND)).toMatchObject({
    status: 'failed',
    failureReason: 'lost_or_stolen_card',
  });
});

test('reconciliation lists what took money, refunds and disputes, page after page', async () => {
  const dispute = { ...refund('x', 'needs_response'), id: 'du_1', object: 'dispute', metadata: {} };
  stripe.script(({ what, query }) => {
    if (what === LIST) return page([refund('r-1')]);
    if (what === 'GET /v1/disputes') return page([dispute]);
    if (query.get('starting_after') === 'pi_2')
      return page([intent('succeeded', { id: 'pi_3', metadata: {} })]);
    return page([intent('requires_capture', { id: 'pi_1' }), intent('succeeded', { id: 'pi_2' })], true);
  });
  const records = [];
  const from = new Date('2026-11-27T00:00:00Z');
  for await (const record of provider.list(from, new Date('2026-11-28T00:00:00Z'))) records.push(record);
  const common = { amountCents: 500, currency: 'BRL', createdAt: new Date('2026-11-27T19:20:00Z') };
  const paid = { kind: 'payment', status: 'succeeded', ...common };
  expect(records).toEqual([
    { ...paid, providerId: 'pi_2', intentId: 'pi_2', attemptId: 'a-1' },
    { ...paid, providerId: 'pi_3', intentId: 'pi_3' },
    {
      ...{ kind: 'refund', providerId: 're_r-1', intentId: 'pi_1', attemptId: 'a-1', refundId: 'r-1' },
      ...{ ...common, status: 'succeeded' },
    },
    { kind: 'dispute', providerId: 'du_1', intentId: 'pi_1', ...common, status: 'needs_response' },
  ]);
  expect(stripe.asked[0]?.query.get('created[gte]')).toBe('1795737600');
  expect(stripe.asked[0]?.query.get('created[lt]')).toBe('1795824000');
});
