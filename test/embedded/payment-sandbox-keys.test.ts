import type Stripe from 'stripe';
import { pixCode, sandboxForTest, type TestSandbox } from '../helpers/payment-sandbox';

let sandbox: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await sandboxForTest();
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control('DELETE', 'faults'));

const open = (key: string, changes?: Partial<Stripe.PaymentIntentCreateParams>) =>
  stripe.paymentIntents.create(pixCode(key, changes), { idempotencyKey: key });
const executions = async (key: string) => {
  const book = (await sandbox.control('GET', 'book')) as { keys: { key: string; executions: number }[] };
  return book.keys.find((one) => one.key === key)?.executions ?? 0;
};

test('the same request again gets the first answer and changes nothing', async () => {
  const first = await open('again');
  const again = await open('again');
  expect(again.id).toBe(first.id);
  expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(await executions('again')).toBe(1);
});

test('the first answer is replayed even if the object has changed since', async () => {
  const first = await open('changed since');
  await stripe.paymentIntents.cancel(first.id);
  expect(await open('changed since')).toMatchObject({ id: first.id, status: 'requires_action' });
});

test('other parameters, or another path, are refused', async () => {
  const { id } = await open('other');
  await expect(open('other', { amount: 1 })).rejects.toMatchObject({
    type: 'StripeIdempotencyError',
    statusCode: 400,
  });
  await expect(
    stripe.paymentIntents.cancel(id, undefined, { idempotencyKey: 'other' }),
  ).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
});

test('a key that is in use is refused', async () => {
  await sandbox.control('POST', 'faults', { do: 'delay-before', delayMs: 90_000 });
  const gone = new AbortController();
  const slow = fetch(`${sandbox.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.secretKey}`, 'idempotency-key': 'in use' },
    body: new URLSearchParams({ amount: '100' }),
    signal: gone.signal,
  });
  await sandbox.untilFaultsAreUsed();
  await expect(open('in use')).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  gone.abort();
  await expect(slow).rejects.toThrow('aborted');
});

test('a failure after the work is replayed, and the work is done once', async () => {
  await sandbox.control('POST', 'faults', { do: 'fail-after' });
  const failed = await open('failed').catch((error: unknown) => error as Stripe.errors.StripeError);
  expect(failed).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
  await expect(open('failed')).rejects.toMatchObject({
    statusCode: 500,
    headers: { 'idempotent-replayed': 'true' },
  });
  expect(await executions('failed')).toBe(1);
  const made = await stripe.paymentIntents.search({ query: "metadata['attempt']:'failed'" });
  expect(made.data).toHaveLength(1);
});

test('what was refused for its state is replayed, what had wrong parameters is not', async () => {
  const { id } = await open('to refund');
  const refund = (changes: Partial<Stripe.RefundCreateParams> = {}) =>
    stripe.refunds.create({ payment_intent: id, ...changes }, { idempotencyKey: 'refund' });
  await expect(refund({ amount: 0 })).rejects.toMatchObject({ param: 'amount' });
  expect(await executions('refund')).toBe(0);
  await expect(refund()).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  await expect(refund()).rejects.toMatchObject({ headers: { 'idempotent-replayed': 'true' } });
  expect(await executions('refund')).toBe(1);
});

test('a key means nothing after a day', async () => {
  const first = await open('old');
  await sandbox.control('POST', 'clock', { advanceSeconds: 24 * 3_600 - 60 });
  expect((await open('old')).id).toBe(first.id);
  await sandbox.control('POST', 'clock', { advanceSeconds: 120 });
  expect((await open('old')).id).not.toBe(first.id);
  expect(await executions('old')).toBe(2);
});
