/** Money that comes late, twice, or otherwise than agreed: the buyer has the tickets or the money, and once. */
import { createHmac, randomUUID } from 'node:crypto';
import { ask } from '../helpers/app';
import {
  newPayer,
  paidEvent,
  PAYS,
  settledMoney,
  takenFor,
  usePaidApp,
  type Method,
  type PaidPreOrder,
  type Payer,
} from '../helpers/paid-app';
import { CARDS, submit } from '../helpers/sandbox';
import { remoteSandbox } from '../helpers/sandbox-process';

// A Pix has ten seconds at least.
const app = usePaidApp({ PAYMENT_GRACE_CARD_SECONDS: '1', PAYMENT_GRACE_PIX_SECONDS: '10' });
const SHORT = { holdSeconds: 1, idleSeconds: 1 };

const isSold = ({ status, payment }: PaidPreOrder) => status === 'sold' && payment?.status === 'paid';
const isOver = ({ status }: PaidPreOrder) => status === 'invalidated';
const hasEnded = (how: string) => (one: PaidPreOrder) => one.payment?.status === how;
const stock = async (eventId: string) =>
  (await ask(`${app.url}/events/${eventId}`, 'GET')).body['ticketTypes'] as Record<string, number>[];

/** Nothing is open, owed or broken. @returns what was taken for the event and given back. */
async function settled(eventId: string) {
  const { money, broken } = await settledMoney(app, eventId);
  expect(broken).toEqual([]);
  return { taken: money['capturedCents'], givenBack: money['refundedCents'], tasks: money['tasks'] };
}

interface ProviderEvent {
  id: string;
  type: string;
}

/** What the provider has sent about a pre-order, or would have. */
async function eventsOf(preOrderId: string): Promise<ProviderEvent[]> {
  const list = await ask(`${app.provider.url}/v1/events?limit=100`, 'GET', app.provider.secretKey);
  return (list.body['data'] as ProviderEvent[]).filter((event) => JSON.stringify(event).includes(preOrderId));
}

/** Sends it as the provider does. */
async function deliver(event: ProviderEvent): Promise<number> {
  const body = JSON.stringify(event);
  const at = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', app.provider.webhookSecret).update(`${at}.${body}`).digest('hex');
  const headers = { 'stripe-signature': `t=${at},v1=${signature}` };
  return (await ask(`${app.url}/webhooks/stripe`, 'POST', undefined, body, headers)).status;
}

describe.each(['card', 'pix'] as const)('by %s, after the hold', (method: Method) => {
  const late: Record<'free' | 'gone' | 'cancelled', { payer: Payer; page: string }> = {} as typeof late;
  beforeAll(async () => {
    const begin = async (which: keyof typeof late) => {
      const payer = await newPayer(app, await paidEvent(app, 1, SHORT));
      late[which] = { payer, page: await payer.begin(method) };
      expect(await payer.until(isOver)).toMatchObject({ reason: 'payment_not_completed' });
      expect(await submit(late[which].page, PAYS[method])).toBe(410);
    };
    await Promise.all((['free', 'gone', 'cancelled'] as const).map(begin));
  }, 60_000);

  const payLate = async ({ payer, page }: { payer: Payer; page: string }) => {
    const attempt = (await payer.read()).payment?.id;
    await app.provider.fault({ do: 'pay-after-expiry', attempt });
    expect([200, 303]).toContain(await submit(page, PAYS[method]));
  };
  const nothingKept =
    method === 'card'
      ? { captured: [], reserved: [], refunds: [] }
      : { captured: [1_000], reserved: [], refunds: ['1000 succeeded'] };

  test('money finds its tickets still free, and buys them', async () => {
    const { payer } = late.free;
    await payLate(late.free);
    const sold = await payer.until(isSold);
    expect(sold).toMatchObject({ status: 'sold', tickets: [{ status: 'sold', code: expect.any(String) }] });
    expect(await stock(payer.eventId)).toMatchObject([{ available: 0, held: 0, sold: 1 }]);
    expect(await takenFor(app, payer.id)).toEqual({ captured: [1_000], reserved: [], refunds: [] });
    expect(await settled(payer.eventId)).toEqual({ taken: 1_000, givenBack: 0, tasks: 0 });
  });

  test('money finds its tickets gone, and goes back once', async () => {
    const { payer } = late.gone;
    const other = await newPayer(app, payer.eventId);
    await payLate(late.gone);
    expect(await payer.until(hasEnded(method === 'card' ? 'cancelled' : 'refunded'))).toMatchObject({
      status: 'invalidated',
    });
    expect(await takenFor(app, payer.id)).toEqual(nothingKept);
    await other.giveBack();
    expect(await settled(payer.eventId)).toMatchObject({ tasks: 0 });
  });

  test('money finds its event cancelled, and goes back once', async () => {
    const { payer } = late.cancelled;
    const { status } = await ask(`${app.url}/admin/events/${payer.eventId}/cancel`, 'POST', app.adminToken);
    expect(status).toBe(200);
    await payLate(late.cancelled);
    await payer.until(hasEnded(method === 'card' ? 'cancelled' : 'refunded'));
    expect(await takenFor(app, payer.id)).toEqual(nothingKept);
    await settled(payer.eventId);
  });
});

test.each(['card', 'pix'] as const)(
  'paid (%s) in the moment in which it is given back, it is sold',
  async (method) => {
    const payer = await newPayer(app, await paidEvent(app, 1));
    await payer.begin(method);
    await app.provider.fault({ do: 'pay-during-cancel', attempt: (await payer.read()).payment?.id });
    expect(await payer.giveBack()).toMatchObject({ status: 409, body: { code: 'already_paid' } });
    expect(await payer.until(isSold)).toMatchObject({ status: 'sold' });
    expect(await takenFor(app, payer.id)).toEqual({ captured: [1_000], reserved: [], refunds: [] });
  },
);

test('paid in the moment in which its time ends, it is sold', async () => {
  const payer = await newPayer(app, await paidEvent(app, 1, SHORT));
  await payer.begin('card');
  await app.provider.fault({ do: 'pay-during-cancel', attempt: (await payer.read()).payment?.id });
  expect(await payer.until(isSold)).toMatchObject({ status: 'sold' });
  expect(await settled(payer.eventId)).toEqual({ taken: 1_000, givenBack: 0, tasks: 0 });
});

test.each(['card', 'pix'] as const)('paid twice by %s, the second payment goes back', async (method) => {
  const payer = await newPayer(app, await paidEvent(app, 1));
  const page = await payer.begin(method);
  await app.provider.fault({ do: 'pay-twice', attempt: (await payer.read()).payment?.id });
  await submit(page, PAYS[method]);
  expect(await payer.until(isSold)).toMatchObject({ status: 'sold' });
  const refunded = async () => (await takenFor(app, payer.id)).refunds.length > 0;
  while (!(await refunded()));
  expect(await settled(payer.eventId)).toMatchObject({ taken: 2_000, givenBack: 1_000 });
  expect(await takenFor(app, payer.id)).toMatchObject({
    captured: [1_000, 1_000],
    refunds: ['1000 succeeded'],
  });
  expect(await payer.read()).toMatchObject({ status: 'sold', payment: { status: 'paid' } });
});

test.each(['card', 'pix'] as const)(
  'a cent less than agreed by %s buys nothing, and goes back',
  async (method) => {
    const payer = await newPayer(app, await paidEvent(app, 1));
    const page = await payer.begin(method);
    await app.provider.fault({
      do: 'pay-other-amount',
      attempt: (await payer.read()).payment?.id,
      amount: 999,
    });
    await submit(page, PAYS[method]);
    // The tickets are held for another attempt, which pays.
    await payer.until(({ status }) => status === 'pre_order');
    await submit(await payer.begin('card'), PAYS.card);
    expect(await payer.until(isSold)).toMatchObject({ status: 'sold' });
    const money = await settled(payer.eventId);
    expect(money).toEqual(
      method === 'card'
        ? { taken: 1_000, givenBack: 0, tasks: 1 }
        : { taken: 1_999, givenBack: 999, tasks: 1 },
    );
  },
);

test('two tabs pay two attempts at once: one buys, the other goes back', async () => {
  const payer = await newPayer(app, await paidEvent(app, 5));
  const first = await payer.begin('card');
  const attempt = (await payer.read()).payment?.id;
  const second = await payer.begin('pix');
  await app.provider.fault({ do: 'pay-after-expiry', attempt });
  await Promise.all([submit(first, PAYS.card), submit(second, PAYS.pix)]);
  expect(await payer.until(isSold)).toMatchObject({ status: 'sold' });
  const { taken, givenBack } = await settled(payer.eventId);
  expect((taken ?? 0) - (givenBack ?? 0)).toBe(1_000);
  expect((await takenFor(app, payer.id)).reserved).toEqual([]);
  expect(await stock(payer.eventId)).toMatchObject([{ available: 4, held: 0, sold: 1 }]);
});

test('the return page and the webhook in the same moment, fifty times: each is sold and taken once', async () => {
  const eventId = await paidEvent(app, 50);
  const payers = await Promise.all(Array.from({ length: 50 }, () => newPayer(app, eventId)));
  const pages = await Promise.all(payers.map((payer) => payer.begin('card')));
  await Promise.all(
    payers.map(async (payer, i) => {
      const attempt = (await payer.read()).payment?.id;
      const back = `${app.url.replace(/\/api$/, '')}/events/${eventId}?payment=${attempt}`;
      await app.provider.fault({ do: 'webhook-repeat', type: 'checkout.session.completed' });
      const paid = submit(pages[i] as string, { card: CARDS.pays });
      await Promise.all([paid, fetch(back, { headers: { cookie: `bilheteria_session=${payer.token}` } })]);
      await payer.until(isSold);
    }),
  );
  expect(await settled(eventId)).toEqual({ taken: 50_000, givenBack: 0, tasks: 0 });
  for (const { id } of payers)
    expect(await takenFor(app, id)).toEqual({ captured: [1_000], reserved: [], refunds: [] });
});

test('the provider is away when the time ends: the tickets go on, and the payment is ended afterwards', async () => {
  const payer = await newPayer(app, await paidEvent(app, 1, { holdSeconds: 5, idleSeconds: 5 }));
  const page = await payer.begin('card');
  const next = await newPayer(app, payer.eventId);
  expect(await next.read()).toMatchObject({ status: 'in_line' });
  await app.provider.fault({ do: 'away', forMs: 15_000 });
  expect(await payer.until(isOver)).toMatchObject({ payment: { status: 'unknown' } });
  await next.until(({ status }) => status === 'pre_order');
  await expect(submit(page, PAYS.card)).rejects.toThrow('fetch failed');
  await payer.until(({ payment }) => payment?.status === 'cancelled' || payment?.status === 'expired');
  expect(await submit(page, PAYS.card)).toBe(410);
  await next.giveBack();
  expect(await settled(payer.eventId)).toEqual({ taken: 0, givenBack: 0, tasks: 0 });
}, 60_000);

// The last one: the provider's clock is ahead from here on.
test('a webhook that comes again an hour later changes nothing', async () => {
  const payer = await newPayer(app, await paidEvent(app, 1));
  await app.provider.fault({ do: 'webhook-delay', type: 'checkout.session.completed', delayMs: 3_600_000 });
  await submit(await payer.begin('card'), PAYS.card);
  await payer.until(isSold);
  const refunds = `${app.url}/admin/pre-orders/${payer.id}/refunds`;
  const key = { 'idempotency-key': randomUUID() };
  expect((await ask(refunds, 'POST', app.adminToken, { reason: 'ill' }, key)).status).toBe(202);
  await payer.until(hasEnded('refunded'));
  const before = await settled(payer.eventId);

  // The one that never came comes now, and those that came come again.
  await remoteSandbox(app.provider.url).advance(3_600);
  const sent = (await eventsOf(payer.id)).flatMap((event) => [
    event,
    { ...event, id: `evt_${randomUUID()}` },
  ]);
  expect(sent.length).toBeGreaterThan(6);
  for (const event of sent) expect(await deliver(event)).toBe(200);
  expect(await settled(payer.eventId)).toEqual(before);
  expect(await takenFor(app, payer.id)).toEqual({
    captured: [1_000],
    reserved: [],
    refunds: ['1000 succeeded'],
  });
  expect((await payer.read()).status).toBe('refunded');
});
