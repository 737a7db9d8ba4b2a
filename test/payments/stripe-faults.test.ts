import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPaymentSandbox, type PaymentSandbox } from '../../src/embedded/payment-sandbox';
import type { PaymentMethod } from '../../src/domain/payment';
import { ProviderUnavailable, type PaymentProvider } from '../../src/payments/provider';
import { createStripeProvider } from '../../src/payments/stripe';

/** The real client while the sandbox makes things go wrong: what is repeated happens once. */
let folder: string;
let sandbox: PaymentSandbox;
let provider: PaymentProvider;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria-sandbox-'));
  sandbox = await startPaymentSandbox({ folder });
  const { url: apiUrl, secretKey, webhookSecret } = sandbox;
  provider = await createStripeProvider({ secretKey, webhookSecrets: [webhookSecret], apiUrl });
});

afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

const control = (route: string, body: object) =>
  fetch(`${sandbox.url}/sandbox/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

afterEach(() => fetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' }));

const attemptOf = (method: PaymentMethod) => ({
  ...{ attemptId: randomUUID(), preOrderId: randomUUID(), method, amountCents: 11_600, currency: 'BRL' },
  ...{ description: '1 × Pista', returnUrl: 'https://tickets.example' },
  ...{ createdAt: new Date(), payUntil: new Date(Date.now() + 600_000) },
});

const pay = (payUrl: string | undefined, fields: Record<string, string>) =>
  fetch(payUrl ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

async function authorized() {
  const attempt = attemptOf('card');
  const { providerId, payUrl } = await provider.open(attempt);
  await pay(payUrl, { card: '4242424242424242' });
  const ref = { attemptId: attempt.attemptId, method: attempt.method, providerId };
  return { ref, intentId: (await provider.read(ref)).intentId ?? '' };
}

async function captured() {
  const payment = await authorized();
  await provider.capture(payment.ref);
  const refund = { refundId: randomUUID(), attemptId: payment.ref.attemptId, intentId: payment.intentId };
  return { ...payment, refund: { ...refund, amountCents: 600, currency: 'BRL' } };
}

/** What was given back of a payment, by the sandbox's list. */
async function givenBack(intentId: string): Promise<number> {
  let cents = 0;
  for await (const one of provider.list(new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)))
    if (one.kind === 'refund' && one.intentId === intentId) cents += one.amountCents;
  return cents;
}

test.each(['card', 'pix'] as const)('an opening whose answer is lost is found again (%s)', async (method) => {
  await control('faults', { do: 'lose-answer' });
  const attempt = attemptOf(method);
  const opened = await provider.open(attempt);
  expect(opened).toMatchObject({ status: 'open', attemptId: attempt.attemptId });
  expect(await provider.open(attempt)).toEqual(opened);
});

test('an opening that failed for good is refused the second time', async () => {
  await control('faults', { do: 'fail-after', operation: 'checkout.sessions.create' });
  const attempt = attemptOf('card');
  await expect(provider.open(attempt)).rejects.toThrow(ProviderUnavailable);
  await expect(provider.open(attempt)).rejects.toMatchObject({ name: 'ProviderRefused', code: 'failed' });
});

test('an opening that failed before it began works the second time', async () => {
  await control('faults', { do: 'fail-before', operation: 'checkout.sessions.create' });
  const attempt = attemptOf('card');
  await expect(provider.open(attempt)).rejects.toThrow(ProviderUnavailable);
  expect(await provider.open(attempt)).toMatchObject({ status: 'open' });
});

test.each(['lose-answer', 'fail-before', 'fail-after', 'rate-limit'])(
  'a capture happens once: %s',
  async (fault) => {
    const { ref } = await authorized();
    await control('faults', { do: fault, operation: 'paymentIntents.capture' });
    const paid = { status: 'paid', capturedCents: 11_600 };
    const first = provider.capture(ref);
    // The client itself repeats what was lost with its connection.
    if (fault === 'lose-answer') expect(await first).toMatchObject(paid);
    else await expect(first).rejects.toThrow(ProviderUnavailable);
    expect(await provider.capture(ref)).toMatchObject(paid);
  },
);

test.each(['lose-answer', 'fail-before', 'fail-after', 'rate-limit'])(
  'a refund happens once: %s',
  async (fault) => {
    const { refund, intentId } = await captured();
    await control('faults', { do: fault, operation: 'refunds.create' });
    const first = provider.refund(refund);
    if (fault === 'lose-answer') expect(await first).toMatchObject({ amountCents: 600 });
    else await expect(first).rejects.toThrow(ProviderUnavailable);
    const made = await provider.refund(refund);
    expect(made).toMatchObject({ amountCents: 600 });
    expect(await provider.findRefund(refund)).toMatchObject({ providerId: made.providerId });
    expect(await givenBack(intentId)).toBe(600);
  },
);

test.each([
  ['card', 'authorized'],
  ['pix', 'paid'],
] as const)('a buyer who pays while it is cancelled was faster (%s)', async (method, status) => {
  await control('faults', { do: 'pay-during-cancel' });
  const attempt = attemptOf(method);
  const { providerId } = await provider.open(attempt);
  const ref = { attemptId: attempt.attemptId, method, providerId };
  expect(await provider.cancel(ref, false)).toMatchObject({ status });
});

test('another amount than was asked for shows', async () => {
  await control('faults', { do: 'pay-other-amount', amount: 100 });
  const attempt = attemptOf('pix');
  const { providerId, payUrl } = await provider.open(attempt);
  await pay(payUrl, { pix: 'paid' });
  const ref = { attemptId: attempt.attemptId, method: 'pix' as const, providerId };
  expect(await provider.read(ref)).toMatchObject({ status: 'paid', capturedCents: 100 });
});

test('a dispute is listed with its payment', async () => {
  const { intentId } = await captured();
  await control('disputes', { payment_intent: intentId, amount: 11_600 });
  const disputes = [];
  for await (const one of provider.list(new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)))
    if (one.kind === 'dispute') disputes.push(one);
  expect(disputes).toMatchObject([{ intentId, amountCents: 11_600, status: 'needs_response' }]);
});
