import { createHmac } from 'node:crypto';
import { BadSignature, type PaymentProvider } from '../../src/payments/provider';
import { createStripeProvider } from '../../src/payments/stripe';

const SECRET = 'whsec_first';
const OTHER = 'whsec_second';

let provider: PaymentProvider;

beforeAll(async () => {
  provider = await createStripeProvider({ secretKey: 'sk_test_1', webhookSecrets: [SECRET] });
});

const eventWith = (object: object, fields: object = {}) =>
  Buffer.from(
    JSON.stringify(
      {
        ...{ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', livemode: false },
        ...{ created: 1_795_807_200, data: { object }, ...fields },
      },
      undefined,
      2,
    ),
  );

const PAID = { id: 'pi_1', object: 'payment_intent', metadata: { attempt: 'a-1', pre_order: 'p-1' } };
const BODY = eventWith(PAID);

const hmac = (body: Buffer, secret: string, at: number) =>
  createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');

const now = () => Math.floor(Date.now() / 1000);

/** @param age in seconds; negative for the future. */
function sign(body: Buffer, { secret = SECRET, age = 0 } = {}): string {
  const at = now() - age;
  return `t=${at},v1=${hmac(body, secret, at)},v0=${'0'.repeat(64)}`;
}

test('a signed event is read', () => {
  expect(provider.readWebhook(BODY, sign(BODY))).toEqual({
    id: 'evt_1',
    type: 'payment_intent.succeeded',
    createdAt: new Date('2026-11-27T19:20:00Z'),
    objectId: 'pi_1',
    intentId: 'pi_1',
    attemptId: 'a-1',
  });
});

describe('not accepted:', () => {
  const nowhere: [string, () => [Buffer, string | undefined]][] = [
    ['forged', () => [BODY, `t=${now()},v1=${'0'.repeat(64)}`]],
    ['with another secret', () => [BODY, sign(BODY, { secret: OTHER })]],
    ['older than five minutes', () => [BODY, sign(BODY, { age: 302 })]],
    ['more than a minute from the future', () => [BODY, sign(BODY, { age: -63 })]],
    ['serialised again', () => [Buffer.from(JSON.stringify(JSON.parse(BODY.toString()))), sign(BODY)]],
    ['with one byte more', () => [Buffer.concat([BODY, Buffer.from(' ')]), sign(BODY)]],
    ['an empty body', () => [Buffer.alloc(0), sign(Buffer.alloc(0))]],
    ['no JSON', () => [Buffer.from('hello'), sign(Buffer.from('hello'))]],
    ['without a header', () => [BODY, undefined]],
    ['with an empty header', () => [BODY, '']],
    ['without a time', () => [BODY, sign(BODY).replace(/t=\d+,/, '')]],
    ['with a time that is no number', () => [BODY, sign(BODY).replace(/t=\d+/, 't=soon')]],
    ['with two times', () => [BODY, `t=${now()},${sign(BODY)}`]],
    ['with only an old scheme', () => [BODY, sign(BODY).replace('v1=', 'v2=')]],
    ['of the other mode', () => signed(eventWith(PAID, { livemode: true }))],
    ['without a mode', () => signed(eventWith(PAID, { livemode: undefined }))],
  ];
  const signed = (body: Buffer): [Buffer, string] => [body, sign(body)];

  test.each(nowhere)('%s', (_, make) => {
    const [body, signature] = make();
    expect(() => provider.readWebhook(body, signature)).toThrow(BadSignature);
  });
});

test('a minute of difference between the clocks, and five of delay, are accepted', () => {
  expect(provider.readWebhook(BODY, sign(BODY, { age: -58 })).id).toBe('evt_1');
  expect(provider.readWebhook(BODY, sign(BODY, { age: 297 })).id).toBe('evt_1');
});

test('one right signature of several is enough', () => {
  const at = now();
  const several = `t=${at},v1=${'0'.repeat(64)},v1=${hmac(BODY, SECRET, at)},v1=${'1'.repeat(64)}`;
  expect(provider.readWebhook(BODY, several).id).toBe('evt_1');
});

test('while a secret is replaced, both are accepted', async () => {
  const both = await createStripeProvider({ secretKey: 'sk_test_1', webhookSecrets: [OTHER, SECRET] });
  expect(both.readWebhook(BODY, sign(BODY)).id).toBe('evt_1');
  expect(both.readWebhook(BODY, sign(BODY, { secret: OTHER })).id).toBe('evt_1');
  expect(() => both.readWebhook(BODY, sign(BODY, { secret: 'whsec_third' }))).toThrow(BadSignature);
});

test('without a secret nothing is accepted', async () => {
  const none = await createStripeProvider({ secretKey: 'sk_test_1', webhookSecrets: [] });
  expect(() => none.readWebhook(BODY, sign(BODY))).toThrow(BadSignature);
});

test('a live key takes live events only, and an unusual key counts as live', async () => {
  const live = eventWith(PAID, { livemode: true });
  for (const secretKey of ['sk_live_1', 'rk_live_1', 'key']) {
    const one = await createStripeProvider({ secretKey, webhookSecrets: [SECRET] });
    expect(one.testMode).toBe(false);
    expect(one.readWebhook(live, sign(live)).id).toBe('evt_1');
    expect(() => one.readWebhook(BODY, sign(BODY))).toThrow(BadSignature);
  }
});

test('an error repeats neither the body nor the secret', () => {
  const body = eventWith({ ...PAID, receipt_email: 'ana@example.com' });
  const read = () => provider.readWebhook(body, sign(BODY));
  expect(read).toThrow(BadSignature);
  try {
    read();
  } catch (error) {
    const { message, cause } = error as Error;
    expect(cause).toBeUndefined();
    expect(message).not.toMatch(/ana@example|whsec/);
  }
});

describe('what an event is about:', () => {
  const read = (object: object) => {
    const body = eventWith(object);
    return provider.readWebhook(body, sign(body));
  };

  test('a session, with or without its intent', () => {
    const session = { id: 'cs_1', object: 'checkout.session', client_reference_id: 'a-1', metadata: null };
    const open = read({ ...session, payment_intent: null });
    expect(open).toMatchObject({ objectId: 'cs_1', attemptId: 'a-1' });
    expect(open).not.toHaveProperty('intentId');
    expect(read({ ...session, payment_intent: 'pi_1' })).toMatchObject({
      objectId: 'cs_1',
      intentId: 'pi_1',
    });
  });

  test('a charge', () => {
    const charge = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1', metadata: { attempt: 'a-1' } };
    expect(read(charge)).toMatchObject({ objectId: 'ch_1', intentId: 'pi_1', attemptId: 'a-1' });
  });

  test('a refund', () => {
    const metadata = { attempt: 'a-1', refund: 'r-1' };
    const refund = { id: 're_1', object: 'refund', payment_intent: 'pi_1', metadata };
    expect(read(refund)).toMatchObject({ ...{ objectId: 're_1', intentId: 'pi_1' }, refundId: 'r-1' });
  });

  test('a dispute', () => {
    const dispute = {
      ...{ id: 'du_1', object: 'dispute', payment_intent: 'pi_1', amount: 50_000, currency: 'isk' },
      ...{ status: 'needs_response', reason: 'fraudulent', metadata: {} },
    };
    expect(read(dispute)).toMatchObject({
      objectId: 'du_1',
      intentId: 'pi_1',
      dispute: {
        ...{ providerId: 'du_1', status: 'needs_response', reason: 'fraudulent' },
        ...{ amountCents: 500, currency: 'ISK' },
      },
    });
  });

  test('an object that has nothing of ours', () => {
    expect(read({ id: 'pi_9', object: 'payment_intent', metadata: {} })).toMatchObject({ objectId: 'pi_9' });
  });
});
