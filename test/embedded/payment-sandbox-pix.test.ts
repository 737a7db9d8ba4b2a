import type Stripe from 'stripe';
import { pixCode, pixPage, post, sandboxForTest, type TestSandbox } from '../helpers/payment-sandbox';

let sandbox: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await sandboxForTest();
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.stop());

const open = (attempt: string, changes?: Partial<Stripe.PaymentIntentCreateParams>) =>
  stripe.paymentIntents.create(pixCode(attempt, changes));

/** CRC-16/CCITT-FALSE, bit by bit from its definition. */
function crc(text: string): string {
  let rest = 0xffff;
  for (const byte of Buffer.from(text))
    for (let bit = 7; bit >= 0; bit--) {
      const top = (rest >> 15) ^ ((byte >> bit) & 1);
      rest = ((rest << 1) & 0xffff) ^ (top ? 0x1021 : 0);
    }
  return rest.toString(16).toUpperCase().padStart(4, '0');
}

test('a Pix code is open until it expires, and is paid on its page', async () => {
  const intent = await open('paid');
  expect(intent).toMatchObject({ status: 'requires_action', amount: 12_000, amount_received: 0 });
  const code = intent.next_action?.pix_display_qr_code;
  expect(code?.expires_at).toBe(intent.created + 300);

  const paid = await post(pixPage(intent), { pix: 'paid' });
  expect(paid.status).toBe(200);
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: 'succeeded',
    amount_received: 12_000,
    next_action: null,
  });
  await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
    statusCode: 400,
    code: 'payment_intent_unexpected_state',
  });
  await sandbox.webhooks.until(() => sandbox.webhooks.events.length === 1);
  expect(sandbox.webhooks.events[0]).toMatchObject({
    type: 'payment_intent.succeeded',
    livemode: false,
    data: { object: { id: intent.id, status: 'succeeded', metadata: { attempt: 'paid' } } },
  });
});

test("a code's text has the fields and the checksum of Pix", async () => {
  const { data = '' } = (await open('text', { amount: 123_456 })).next_action?.pix_display_qr_code ?? {};
  expect(data).toMatch(/^000201010212/);
  expect(data).toContain('br.gov.bcb.pix');
  expect(data).toContain('54071234.56');
  expect(data.slice(-4)).toBe(crc(data.slice(0, -4)));
});

test("the code's picture is an image", async () => {
  const picture = await fetch(
    (await open('picture')).next_action?.pix_display_qr_code?.image_url_svg ?? 'no picture',
  );
  expect(picture.headers.get('content-type')).toBe('image/svg+xml');
  expect(await picture.text()).toMatch(/^<svg/);
});

test('a cancelled code cannot be paid', async () => {
  const intent = await open('cancelled');
  expect(await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'abandoned',
  });
  expect((await post(pixPage(intent), { pix: 'paid' })).status).toBe(410);
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ amount_received: 0 });
});

test('an expired code cannot be paid, and its intent can be cancelled', async () => {
  const intent = await open('expired');
  await sandbox.control('POST', 'clock', { advanceSeconds: 301 });
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code: 'payment_intent_payment_attempt_expired' },
  });
  expect((await post(pixPage(intent), { pix: 'paid' })).status).toBe(410);
  expect(await stripe.paymentIntents.cancel(intent.id)).toMatchObject({ status: 'canceled' });
});

test.each([
  ['a time that is too short', { payment_method_options: { pix: { expires_after_seconds: 9 } } }],
  ['another currency', { currency: 'usd' }],
  ['no money', { amount: 0 }],
  ['another method', { payment_method_data: { type: 'boleto' as const } }],
])('%s is refused', async (_, changes) => {
  await expect(open('wrong', changes)).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
    statusCode: 400,
    param: expect.any(String),
  });
});

test('intents are found by their metadata', async () => {
  const [first, second] = [await open('sought'), await open('sought')];
  const found = await stripe.paymentIntents.search({ query: "metadata['attempt']:'sought'" });
  expect(found.data.map(({ id }) => id)).toEqual([second.id, first.id]);
  const none = await stripe.paymentIntents.search({
    query: "metadata['attempt']:'sought' AND metadata['pre_order']:'another'",
  });
  expect(none.data).toEqual([]);
});

test('lists have pages, the newest first, and bounds in time', async () => {
  const before = (await stripe.paymentIntents.list({ limit: 100 })).data.length;
  for (let count = 0; count < 5; count++) await open(`listed ${count}`);
  const page = await stripe.paymentIntents.list({ limit: 2 });
  expect(page).toMatchObject({ object: 'list', has_more: true, data: [{}, {}] });
  expect(page.data[0]?.metadata['attempt']).toBe('listed 4');

  const all: string[] = [];
  for await (const { id } of stripe.paymentIntents.list({ limit: 2 })) all.push(id);
  expect(new Set(all).size).toBe(before + 5);
  expect(all).toHaveLength(before + 5);

  await sandbox.control('POST', 'clock', { advanceSeconds: 1_000 });
  const { id, created } = await open('later');
  const since = await stripe.paymentIntents.list({ created: { gte: created } });
  expect(since.data.map((one) => one.id)).toEqual([id]);
  const until = await stripe.paymentIntents.list({ created: { lt: created }, limit: 100 });
  expect(until.data.map((one) => one.id)).toEqual(all);
});
