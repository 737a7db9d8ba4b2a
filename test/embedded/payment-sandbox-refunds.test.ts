import type Stripe from 'stripe';
import {
  CARD,
  cardSession,
  pixCode,
  pixPage,
  post,
  sandboxForTest,
  type TestSandbox,
} from '../helpers/payment-sandbox';

let sandbox: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await sandboxForTest();
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.stop());

async function paid(attempt: string): Promise<Stripe.PaymentIntent> {
  const intent = await stripe.paymentIntents.create(pixCode(attempt));
  await post(pixPage(intent), { pix: 'paid' });
  return intent;
}

const eventOf = async (type: string, object: string) => {
  const find = () =>
    sandbox.webhooks.events.find(
      (one) => one.type === type && (one.data.object as { id: string }).id === object,
    );
  await sandbox.webhooks.until(() => find() !== undefined);
  return find();
};

test('a payment is refunded in parts, and never more than was paid', async () => {
  const { id } = await paid('refunded');
  const part = await stripe.refunds.create({
    payment_intent: id,
    amount: 5_000,
    metadata: { refund: 'r-1', attempt: 'refunded' },
  });
  expect(part).toMatchObject({ object: 'refund', status: 'succeeded', amount: 5_000, currency: 'brl' });
  await expect(stripe.refunds.create({ payment_intent: id, amount: 7_001 })).rejects.toMatchObject({
    statusCode: 400,
  });
  const rest = await stripe.refunds.create({ payment_intent: id });
  expect(rest.amount).toBe(7_000);
  await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  });

  const { data } = await stripe.refunds.list({ payment_intent: id });
  expect(data.map((one) => one.id)).toEqual([rest.id, part.id]);
  expect(data[1]?.metadata).toEqual({ refund: 'r-1', attempt: 'refunded' });
  expect(await stripe.refunds.retrieve(part.id, { expand: ['payment_intent'] })).toMatchObject({
    payment_intent: { id, status: 'succeeded' },
  });
  await eventOf('refund.created', part.id);
  await eventOf('charge.refunded', id.replace('pi_', 'ch_'));
});

test('only what was captured can be refunded', async () => {
  const open = await stripe.paymentIntents.create(pixCode('open'));
  const session = await stripe.checkout.sessions.create(cardSession('authorized'));
  await post(session.url, { card: CARD.pays });
  const { payment_intent: authorized } = await stripe.checkout.sessions.retrieve(session.id);
  for (const intent of [open.id, authorized as string])
    await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
      statusCode: 400,
    });
  await expect(stripe.refunds.create({ payment_intent: 'pi_unknown' })).rejects.toMatchObject({
    code: 'resource_missing',
  });
});

test.each(['succeeded', 'failed'])('a pending refund ends as %s', async (then) => {
  const { id } = await paid(`pending ${then}`);
  await sandbox.control('POST', 'faults', { do: 'refund-pending', then, afterMs: 60_000 });
  const refund = await stripe.refunds.create({ payment_intent: id });
  expect(refund.status).toBe('pending');
  await sandbox.control('POST', 'clock', { advanceSeconds: 61 });
  const ended = await stripe.refunds.retrieve(refund.id);
  expect(ended.status).toBe(then);
  expect(ended.failure_reason === undefined).toBe(then === 'succeeded');
  await eventOf(then === 'failed' ? 'refund.failed' : 'refund.updated', refund.id);

  // What failed is there to be refunded again.
  const again = stripe.refunds.create({ payment_intent: id });
  if (then === 'failed') await expect(again).resolves.toMatchObject({ status: 'succeeded', amount: 12_000 });
  else await expect(again).rejects.toMatchObject({ code: 'charge_already_refunded' });
});

test('a dispute is listed, told, and bars refunds until it is won', async () => {
  const { id } = await paid('disputed');
  await sandbox.control('POST', 'disputes', { payment_intent: id, amount: 6_000 });
  const { data } = await stripe.disputes.list({ payment_intent: id });
  expect(data).toMatchObject([
    { object: 'dispute', amount: 6_000, currency: 'brl', payment_intent: id, status: 'needs_response' },
  ]);
  const dispute = data[0]?.id ?? '';
  await eventOf('charge.dispute.created', dispute);
  await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
    code: 'charge_disputed',
  });

  await sandbox.control('POST', `disputes/${dispute}`, { status: 'under_review' });
  await eventOf('charge.dispute.updated', dispute);
  await sandbox.control('POST', `disputes/${dispute}`, { status: 'won' });
  await eventOf('charge.dispute.closed', dispute);
  await expect(stripe.refunds.create({ payment_intent: id })).resolves.toMatchObject({ status: 'succeeded' });
});

test("the sandbox's book says what was captured, given back and asked for", async () => {
  const { id } = await paid('booked');
  await stripe.refunds.create(
    { payment_intent: id, amount: 100, metadata: { refund: 'r-booked' } },
    { idempotencyKey: 'r-booked' },
  );
  const book = (await sandbox.control('GET', 'book')) as Record<string, { id: string }[]>;
  expect(book['intents']?.find((one) => one.id === id)).toMatchObject({
    attempt: 'booked',
    preOrder: 'a pre-order',
    captured: 12_000,
    refunded: 100,
  });
  expect(book['refunds']).toContainEqual(expect.objectContaining({ refund: 'r-booked', amount: 100 }));
  expect(book['keys']).toContainEqual({ key: 'r-booked', operation: 'refunds.create', executions: 1 });
});
