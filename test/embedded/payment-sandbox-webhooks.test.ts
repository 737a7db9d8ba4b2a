import type Stripe from 'stripe';
import { pixCode, pixPage, post, sandboxForTest, type TestSandbox } from '../helpers/payment-sandbox';

let sandbox: TestSandbox;
let stripe: Stripe;
beforeEach(async () => {
  sandbox = await sandboxForTest();
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.stop());

async function pay(attempt: string): Promise<string> {
  const intent = await stripe.paymentIntents.create(pixCode(attempt));
  await post(pixPage(intent), { pix: 'paid' });
  return intent.id;
}

const ids = () => sandbox.webhooks.events.map(({ data }) => (data.object as { id: string }).id);
const fault = (body: object) => sandbox.control('POST', 'faults', body);

test("an event is as Stripe sends it, and its signature is accepted by Stripe's client", async () => {
  const id = await pay('signed');
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length > 0);
  const [event] = sandbox.webhooks.events;
  expect(event).toMatchObject({
    object: 'event',
    api_version: '2026-10-28.endive',
    type: 'payment_intent.succeeded',
    livemode: false,
    pending_webhooks: 1,
    data: { object: { object: 'payment_intent', id } },
  });
  const { id: eventId = '' } = event ?? {};
  expect(await stripe.events.retrieve(eventId)).toMatchObject({ id: eventId, data: { object: { id } } });
  const listed = await stripe.events.list({ type: 'payment_intent.succeeded' });
  expect(listed.data.map((one) => one.id)).toEqual([eventId]);
  expect((await stripe.events.list({ type: 'refund.created' })).data).toEqual([]);
});

test('an event says which request caused it', async () => {
  const intent = await stripe.paymentIntents.create(pixCode('caused'));
  await stripe.paymentIntents.cancel(intent.id, undefined, { idempotencyKey: 'the cancellation' });
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length > 0);
  expect(sandbox.webhooks.events[0]?.request?.idempotency_key).toBe('the cancellation');
});

test('an event shows its object as it was, even if it has changed since', async () => {
  await fault({ do: 'webhook-delay', delayMs: 60_000 });
  const id = await pay('changed');
  await stripe.refunds.create({ payment_intent: id });
  await sandbox.control('POST', 'disputes', { payment_intent: id });
  await sandbox.control('POST', 'clock', { advanceSeconds: 61 });
  const find = () => sandbox.webhooks.events.find(({ type }) => type === 'payment_intent.succeeded');
  await sandbox.webhooks.until(() => find() !== undefined);
  expect(find()?.data.object).toMatchObject({ status: 'succeeded', amount_received: 12_000 });
});

test('what was not accepted is sent again, also after a restart', async () => {
  sandbox.webhooks.answerWith(503);
  const first = sandbox.webhooks.nextRequest();
  const id = await pay('again');
  await first;
  const second = sandbox.webhooks.nextRequest();
  await sandbox.control('POST', 'clock', { advanceSeconds: 2 });
  await second;
  await sandbox.restart();
  stripe = sandbox.stripe;
  sandbox.webhooks.answerWith(200);
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length > 0);
  expect(ids()).toEqual([id]);
  expect(sandbox.said.join()).toContain('payment_intent.succeeded was not accepted (HTTP 503)');
});

test('what was accepted is not sent again after a restart', async () => {
  const first = await pay('first');
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length > 0);
  const [event] = (await stripe.events.list()).data;
  while ((await stripe.events.retrieve(event?.id ?? '')).pending_webhooks > 0);
  await sandbox.restart();
  stripe = sandbox.stripe;
  const second = await pay('second');
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length > 1);
  expect(ids()).toEqual([first, second]);
});

test('before the answer', async () => {
  const intent = await stripe.paymentIntents.create(pixCode('before'));
  await fault({ do: 'webhook-before-answer' });
  await stripe.paymentIntents.cancel(intent.id);
  expect(sandbox.webhooks.types()).toEqual(['payment_intent.canceled']);
});

test('three times', async () => {
  await fault({ do: 'webhook-repeat', type: 'payment_intent.succeeded' });
  const id = await pay('thrice');
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length === 3);
  expect(ids()).toEqual([id, id, id]);
  expect(new Set(sandbox.webhooks.events.map((one) => one.id)).size).toBe(1);
});

test('in reverse', async () => {
  await fault({ do: 'webhook-reverse', times: 3 });
  const paid = [await pay('one'), await pay('two'), await pay('three')];
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length === 3);
  expect(ids()).toEqual(paid.reverse());
});

test('days late, which a restart remembers', async () => {
  await fault({ do: 'webhook-delay', delayMs: 3 * 24 * 3_600_000 });
  const late = await pay('late');
  const prompt = await pay('prompt');
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length > 0);
  expect(ids()).toEqual([prompt]);
  await sandbox.restart();
  await sandbox.control('POST', 'clock', { advanceSeconds: 3 * 24 * 3_600 + 1 });
  await sandbox.webhooks.until(() => ids().includes(late));
});

test('never', async () => {
  await fault({ do: 'webhook-never' });
  await pay('never');
  const told = await pay('told');
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length > 0);
  await sandbox.control('POST', 'clock', { advanceSeconds: 7 * 24 * 3_600 });
  const last = await pay('last');
  await sandbox.webhooks.until(() => ids().includes(last));
  expect(ids()).toEqual([told, last]);
  expect((await stripe.events.list()).data).toHaveLength(3);
});
