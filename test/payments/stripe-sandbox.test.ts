import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { startPaymentSandbox, type PaymentSandbox } from '../../src/embedded/payment-sandbox';
import type { PaymentMethod } from '../../src/domain/payment';
import {
  ProviderRefused,
  ProviderUnavailable,
  type AttemptToOpen,
  type PaymentProvider,
  type PaymentRef,
  type ProviderEvent,
  type ProviderPayment,
} from '../../src/payments/provider';
import { createStripeProvider } from '../../src/payments/stripe';
import { openRecordingProxy, send, type RecordingProxy } from '../helpers/recording-proxy';
import { describeWithStripeMock, startStripeMock } from '../helpers/stripe-mock';
import { objectUnlikeStripe, unlikeStripe } from '../helpers/stripe-spec';

/** The real client and the sandbox, with everything that passes between them kept. */
let folder: string;
let sandbox: PaymentSandbox;
let proxy: RecordingProxy;
let provider: PaymentProvider;
let receiver: Server;
const bodies: { object: string; type: string; data: { object: { object: string } } }[] = [];
const events: ProviderEvent[] = [];
const began = Date.now();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria-sandbox-'));
  sandbox = await startPaymentSandbox({ folder });
  proxy = await openRecordingProxy(sandbox.url);
  provider = await createStripeProvider({
    secretKey: sandbox.secretKey,
    webhookSecrets: [sandbox.webhookSecret],
    apiUrl: proxy.url,
  });
  receiver = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      events.push(provider.readWebhook(body, request.headers['stripe-signature'] as string));
      bodies.push(JSON.parse(body.toString()) as (typeof bodies)[number]);
      response.end();
      receiver.emit('event');
    })();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  sandbox.setWebhookUrl(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await proxy.close();
  await sandbox.stop();
  receiver.close();
  receiver.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

async function eventOf(type: string, attemptId: string): Promise<ProviderEvent> {
  for (;;) {
    const found = events.find((one) => one.type === type && one.attemptId === attemptId);
    if (found) return found;
    await once(receiver, 'event');
  }
}

const attempt = (method: PaymentMethod): AttemptToOpen => ({
  ...{ attemptId: randomUUID(), preOrderId: randomUUID(), method, amountCents: 11_600, currency: 'BRL' },
  ...{ description: '2 × Pista, Rock no Rio', returnUrl: 'https://tickets.example/events/rock' },
  ...{ createdAt: new Date(), payUntil: new Date(Date.now() + 600_000) },
});

interface Opened extends ProviderPayment {
  ref: PaymentRef;
}

async function open(method: PaymentMethod): Promise<Opened> {
  const { attemptId, ...rest } = attempt(method);
  const payment = await provider.open({ attemptId, ...rest });
  return { ...payment, ref: { attemptId, method, providerId: payment.providerId } };
}

/** Fills in the provider's page. */
const fill = ({ payUrl }: ProviderPayment, fields: Record<string, string>) =>
  fetch(payUrl ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

async function authorized(): Promise<Opened & { intentId: string }> {
  const opened = await open('card');
  await fill(opened, { card: '4242 4242 4242 4242' });
  const { intentId = '' } = await provider.read(opened.ref);
  return { ...opened, intentId };
}

async function paidByCard(): Promise<Opened & { intentId: string }> {
  const payment = await authorized();
  await provider.capture(payment.ref);
  return payment;
}

describe('by card', () => {
  test('opened, paid, captured', async () => {
    const opened = await open('card');
    const { attemptId } = opened.ref;
    expect(opened).toMatchObject({ status: 'open', amountCents: 11_600, capturedCents: 0, currency: 'BRL' });
    expect(opened).toMatchObject({ attemptId });

    const done = await fill(opened, { card: '4242 4242 4242 4242' });
    expect([done.status, done.headers.get('location')]).toEqual([303, 'https://tickets.example/events/rock']);
    const held = await provider.read(opened.ref);
    expect(held).toMatchObject({ status: 'authorized', amountCents: 11_600, capturedCents: 0, attemptId });
    expect(await eventOf('checkout.session.completed', attemptId)).toMatchObject({
      ...{ objectId: opened.providerId, intentId: held.intentId },
    });
    await eventOf('payment_intent.amount_capturable_updated', attemptId);

    const paid = { status: 'paid', amountCents: 11_600, capturedCents: 11_600, intentId: held.intentId };
    expect(await provider.capture(opened.ref)).toMatchObject(paid);
    expect(await provider.capture(opened.ref)).toMatchObject(paid);
    expect(await provider.read(opened.ref)).toMatchObject(paid);
    expect(await eventOf('payment_intent.succeeded', attemptId)).toMatchObject({ intentId: held.intentId });
  });

  test('opened again under its key it is the same payment', async () => {
    const one = attempt('card');
    const [first, again] = [await provider.open(one), await provider.open(one)];
    expect(again).toEqual(first);
    const other = provider.open({ ...one, amountCents: 1 });
    await expect(other).rejects.toMatchObject({ name: 'ProviderRefused', code: 'idempotency_error' });
  });

  test.each([
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000003', 'incorrect_number'],
  ])('declined (%s): the reason is known, and the session can be ended', async (card, declineReason) => {
    const opened = await open('card');
    expect((await fill(opened, { card })).status).toBe(402);
    expect(await provider.read(opened.ref)).toMatchObject({ status: 'declined', declineReason });
    await eventOf('payment_intent.payment_failed', opened.ref.attemptId);
    expect(await provider.cancel(opened.ref, false)).toMatchObject({ status: 'expired', declineReason });
    await eventOf('checkout.session.expired', opened.ref.attemptId);
  });

  test('declined, and then paid with another card', async () => {
    const opened = await open('card');
    await fill(opened, { card: '4000000000000002' });
    expect((await provider.read(opened.ref)).status).toBe('declined');
    await fill(opened, { card: '4242424242424242' });
    expect((await provider.read(opened.ref)).status).toBe('authorized');
  });

  test.each([
    ['complete', { status: 'authorized' }],
    ['fail', { status: 'declined', declineReason: 'authentication_failed' }],
  ])('a second step: %s', async (step, expected) => {
    const opened = await open('card');
    await fill(opened, { card: '4000002500003155' });
    expect((await provider.read(opened.ref)).status).toBe('open');
    await fill(opened, { step });
    expect(await provider.read(opened.ref)).toMatchObject(expected);
  });

  test('ended before it is paid, it cannot be paid any more', async () => {
    const opened = await open('card');
    expect(await provider.cancel(opened.ref, false)).toMatchObject({ status: 'expired' });
    expect(await provider.cancel(opened.ref, true)).toMatchObject({ status: 'expired' });
    await fill(opened, { card: '4242424242424242' });
    expect(await provider.read(opened.ref)).toMatchObject({ status: 'expired', capturedCents: 0 });
  });

  test('an authorization is given back only where that is wanted, and is gone then', async () => {
    const { ref } = await authorized();
    expect(await provider.cancel(ref, false)).toMatchObject({ status: 'authorized' });
    expect(await provider.cancel(ref, true)).toMatchObject({ status: 'cancelled', capturedCents: 0 });
    expect(await provider.capture(ref)).toMatchObject({ status: 'cancelled', capturedCents: 0 });
    await eventOf('payment_intent.canceled', ref.attemptId);
  });

  test('what was captured cannot be given back as an authorization', async () => {
    const { ref } = await paidByCard();
    expect(await provider.cancel(ref, true)).toMatchObject({ status: 'paid', capturedCents: 11_600 });
  });

  test('in a currency that Stripe counts in another way', async () => {
    const opened = await provider.open({ ...attempt('card'), amountCents: 5_000, currency: 'ISK' });
    expect(opened).toMatchObject({ amountCents: 5_000, currency: 'ISK' });
    expect(proxy.exchanges.at(-1)?.body).toContain('[unit_amount]=500000');
  });
});

describe('by Pix', () => {
  test('opened, paid', async () => {
    const opened = await open('pix');
    expect(opened).toMatchObject({ status: 'open', intentId: opened.providerId, amountCents: 11_600 });
    expect(opened.pix?.text).toMatch(/^000201/);
    const left = (opened.pix?.expiresAt.getTime() ?? 0) - Date.now();
    expect(Math.abs(left - 600_000)).toBeLessThan(60_000);

    await fill(opened, { pix: 'paid' });
    const paid = { status: 'paid', capturedCents: 11_600, attemptId: opened.ref.attemptId };
    expect(await provider.read(opened.ref)).toMatchObject(paid);
    // The buyer was faster.
    expect(await provider.cancel(opened.ref, true)).toMatchObject(paid);
    await eventOf('payment_intent.succeeded', opened.ref.attemptId);
  });

  test('ended before it is paid', async () => {
    const opened = await open('pix');
    expect(await provider.cancel(opened.ref, true)).toMatchObject({ status: 'cancelled' });
    await fill(opened, { pix: 'paid' });
    expect(await provider.read(opened.ref)).toMatchObject({ status: 'cancelled', capturedCents: 0 });
  });

  test('paid by nobody in time', async () => {
    const opened = await open('pix');
    await fetch(`${sandbox.url}/sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceSeconds: 601 }),
    });
    expect(await provider.read(opened.ref)).toMatchObject({ status: 'expired', capturedCents: 0 });
  });
});

describe('refunds', () => {
  const refundOf = (payment: Opened & { intentId: string }, amountCents: number) => ({
    ...{ refundId: randomUUID(), attemptId: payment.ref.attemptId, intentId: payment.intentId },
    ...{ amountCents, currency: 'BRL' },
  });

  test('in parts, each once, and never more than was paid', async () => {
    const payment = await paidByCard();
    const [part, rest] = [refundOf(payment, 600), refundOf(payment, 11_000)];
    const made = await provider.refund(part);
    expect(made).toMatchObject({ amountCents: 600, currency: 'BRL' });
    expect(await provider.refund(part)).toMatchObject({ providerId: made.providerId });
    expect(await provider.findRefund(part)).toMatchObject({ providerId: made.providerId, amountCents: 600 });
    expect(await provider.findRefund(rest)).toBeUndefined();
    expect(await provider.refund(rest)).toMatchObject({ amountCents: 11_000 });
    await expect(provider.refund(refundOf(payment, 1))).rejects.toThrow(ProviderRefused);
    expect(await eventOf('refund.created', part.attemptId)).toMatchObject({ intentId: payment.intentId });
  });

  test('of what was not captured are refused', async () => {
    await expect(provider.refund(refundOf(await authorized(), 600))).rejects.toThrow(ProviderRefused);
  });
});

test('reconciliation lists what was captured and given back', async () => {
  const [paid, held] = [await paidByCard(), await authorized()];
  const refundId = randomUUID();
  const { attemptId } = paid.ref;
  await provider.refund({
    ...{ refundId, attemptId, intentId: paid.intentId, amountCents: 600, currency: 'BRL' },
  });
  const records = [];
  for await (const one of provider.list(new Date(began - 60_000), new Date(Date.now() + 3_600_000)))
    records.push(one);
  const ofPayment = records.filter((one) => one.intentId === paid.intentId);
  expect(ofPayment).toMatchObject([
    { kind: 'payment', attemptId, amountCents: 11_600, currency: 'BRL', status: 'succeeded' },
    { kind: 'refund', attemptId, refundId, amountCents: 600 },
  ]);
  expect(records.filter((one) => one.intentId === held.intentId)).toEqual([]);
});

test('with another key nothing is known', async () => {
  const secretKey = 'sk_test_other';
  const stranger = await createStripeProvider({ secretKey, webhookSecrets: [], apiUrl: sandbox.url });
  await expect(stranger.open(attempt('card'))).rejects.toThrow(ProviderUnavailable);
});

/** After all others, of everything that passed. */
describeWithStripeMock("Stripe's own schema", () => {
  let mock: Awaited<ReturnType<typeof startStripeMock>>;
  beforeAll(async () => {
    mock = await startStripeMock();
  }, 300_000);
  afterAll(() => mock.stop());

  test('accepts every request', async () => {
    const carriedOut = proxy.exchanges.filter(({ status }) => status === 200);
    expect(carriedOut.length).toBeGreaterThan(50);
    const refused = [];
    for (const one of carriedOut) {
      // It takes only keys of Stripe's shape.
      const headers = { ...one.headers, authorization: 'Bearer sk_test_1' };
      const answer = await send(mock.url, { ...one, headers });
      if (answer.status !== 200) refused.push([one.method, one.path, one.body, await answer.text()]);
      else await answer.arrayBuffer();
    }
    expect(refused).toEqual([]);
  });

  test("has every field of the sandbox's answers, with its type", () => {
    const unlike = proxy.exchanges.flatMap(({ method, path, status, answer }) =>
      unlikeStripe(mock.spec, method, path, status, answer).map((one) => `${method} ${path}: ${one}`),
    );
    expect(unlike).toEqual([]);
  });

  test("has every field of the sandbox's events, with its type", () => {
    expect(bodies.length).toBeGreaterThan(20);
    const unlike = bodies.flatMap((body) =>
      [body, body.data.object].flatMap((one) =>
        objectUnlikeStripe(mock.spec, one).map((text) => `${body.type}: ${text}`),
      ),
    );
    expect([...new Set(unlike)]).toEqual([]);
  });
});
