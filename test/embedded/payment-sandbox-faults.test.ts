import type Stripe from 'stripe';
import {
  CARD,
  cardSession,
  pixCode,
  pixPage,
  post,
  sandboxForTest,
  stripeAt,
  type TestSandbox,
} from '../helpers/payment-sandbox';

let sandbox: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await sandboxForTest();
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control('DELETE', 'faults'));

const fault = (body: object) => sandbox.control('POST', 'faults', body);
const open = (attempt: string) => stripe.paymentIntents.create(pixCode(attempt), { idempotencyKey: attempt });
const intentsOf = async (attempt: string) =>
  (await stripe.paymentIntents.search({ query: `metadata['attempt']:'${attempt}'` })).data;

describe('requests', () => {
  test('an answer is lost after the work, and comes when it is asked for again', async () => {
    // The client asks again by itself when a connection is closed on it.
    await fault({ do: 'lose-answer', operation: 'paymentIntents.create', times: 2 });
    await expect(open('lost')).rejects.toMatchObject({ type: 'StripeConnectionError' });
    const [made] = await intentsOf('lost');
    expect(await open('lost')).toMatchObject({ id: made?.id });
  });

  test('a failure before the work leaves nothing', async () => {
    await fault({ do: 'fail-before', times: 2 });
    for (let count = 0; count < 2; count++)
      await expect(open('nothing')).rejects.toMatchObject({ statusCode: 500 });
    expect(await intentsOf('nothing')).toEqual([]);
    await expect(open('nothing')).resolves.toMatchObject({ status: 'requires_action' });
  });

  test('too many requests', async () => {
    await fault({ do: 'rate-limit' });
    await expect(open('too many')).rejects.toMatchObject({ type: 'StripeRateLimitError', statusCode: 429 });
    await expect(open('too many')).resolves.toMatchObject({ status: 'requires_action' });
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ])('a delay %s the work is longer than the client waits', async (when, made) => {
    await fault({ do: `delay-${when}`, delayMs: 90_000 });
    const hasty = stripeAt(sandbox.url, sandbox.secretKey, { timeout: 200 });
    const attempt = `delayed ${when}`;
    await expect(hasty.paymentIntents.create(pixCode(attempt))).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    expect(await intentsOf(attempt)).toHaveLength(made);
  });

  test('a fault of one operation leaves the others alone', async () => {
    await fault({ do: 'fail-before', operation: 'refunds.create' });
    const intent = await open('left alone');
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      statusCode: 500,
    });
  });

  test('it goes away and comes back at the same address', async () => {
    await fault({ do: 'away', forMs: 1_000 });
    await sandbox.untilAway();
    await expect(stripe.paymentIntents.list()).rejects.toMatchObject({ type: 'StripeConnectionError' });
    await sandbox.untilBack();
    await expect(stripe.paymentIntents.list()).resolves.toMatchObject({ object: 'list' });
  });
});

describe('payments', () => {
  test('a code is paid in the moment in which it is cancelled', async () => {
    const { id } = await open('during');
    await fault({ do: 'pay-during-cancel', attempt: 'during' });
    await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'succeeded' });
  });

  test('a card is accepted in the moment in which its session is expired', async () => {
    const session = await stripe.checkout.sessions.create(cardSession('card during'));
    await fault({ do: 'pay-during-cancel', attempt: 'card during' });
    await expect(stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 });
    expect(await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })).toMatchObject(
      {
        status: 'complete',
        payment_intent: { status: 'requires_capture' },
      },
    );
  });

  test('a cancelled code is paid', async () => {
    const intent = await open('late');
    await stripe.paymentIntents.cancel(intent.id);
    await fault({ do: 'pay-after-expiry', attempt: 'another' });
    expect((await post(pixPage(intent), { pix: 'paid' })).status).toBe(410);
    await fault({ do: 'pay-after-expiry', attempt: 'late' });
    expect((await post(pixPage(intent), { pix: 'paid' })).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 12_000,
      canceled_at: null,
    });
  });

  test('a card is accepted on an expired page', async () => {
    const session = await stripe.checkout.sessions.create(cardSession('late card'));
    await stripe.checkout.sessions.expire(session.id);
    await fault({ do: 'pay-after-expiry' });
    expect((await post(session.url, { card: CARD.pays })).status).toBe(303);
    expect(await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })).toMatchObject(
      {
        status: 'expired',
        payment_intent: { status: 'requires_capture', amount_capturable: 12_000 },
      },
    );
  });

  test('money is taken twice', async () => {
    await fault({ do: 'pay-twice' });
    await post(pixPage(await open('twice')), { pix: 'paid' });
    const taken = await intentsOf('twice');
    expect(taken.map(({ status, amount_received }) => [status, amount_received])).toEqual([
      ['succeeded', 12_000],
      ['succeeded', 12_000],
    ]);
  });

  test('another amount is paid', async () => {
    await fault({ do: 'pay-other-amount' });
    await post(pixPage(await open('a cent less')), { pix: 'paid' });
    expect(await intentsOf('a cent less')).toMatchObject([{ amount: 11_999, amount_received: 11_999 }]);
    await fault({ do: 'pay-other-amount', amount: 500 });
    await post(pixPage(await open('much less')), { pix: 'paid' });
    expect(await intentsOf('much less')).toMatchObject([{ amount_received: 500 }]);
  });
});

describe('plans', () => {
  const plan = async (seed: number) => {
    const { faults } = (await fault({ seed, count: 20 })) as { faults: object[] };
    await sandbox.untilBack();
    await sandbox.control('DELETE', 'faults');
    return faults;
  };

  test('the same seed draws the same plan, another one another', async () => {
    const first = await plan(7);
    expect(first).toHaveLength(20);
    expect(await plan(7)).toEqual(first);
    expect(await plan(8)).not.toEqual(first);
  });

  test('what is not understood is refused', async () => {
    await expect(fault({ do: 'explode' })).rejects.toThrow('invalid_request_error');
    await expect(fault({ do: 'fail-before', operations: 'refunds.create' })).rejects.toThrow('operations');
  });

  test("another site's page cannot reach the sandbox's own routes", async () => {
    const answer = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ do: 'away', forMs: 1 }),
    });
    expect(answer.status).toBe(415);
  });
});
