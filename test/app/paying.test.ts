/** Paying over HTTP, against the payment sandbox: what a buyer, a service and an operator can do. */
import { randomUUID } from 'node:crypto';
import { ask, newBuyer } from '../helpers/app';
import { CARDS, submit } from '../helpers/sandbox';
import { order, show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();

interface PreOrderBody {
  id: string;
  status: string;
  reason?: string;
  tickets: { id: string; status: string; code?: string }[];
  expiresAt?: string;
  heldAt: string;
  payment?: {
    id: string;
    attempt: number;
    method: string;
    status: string;
    payUrl: string;
    declineReason?: string;
  };
}

/** An event of the test's own. @returns its id. */
async function event(settings: object = {}, capacity = 100): Promise<string> {
  const id = `paid-${randomUUID().slice(0, 8)}`;
  const body = {
    ...show(capacity, { holdSeconds: 60, ...settings }),
    ...(!('payment' in settings) && { payment: undefined }),
  };
  expect((await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, body)).status).toBe(201);
  return id;
}

/** A buyer who holds tickets. */
async function holder(eventId: string, quantity = 1) {
  const token = await newBuyer(app);
  const held = await ask(`${app.url}/events/${eventId}/pre-orders`, 'POST', token, order(quantity));
  expect(held).toMatchObject({ status: 201, body: { status: 'pre_order' } });
  const id = (held.body as unknown as PreOrderBody).id;
  const at = `${app.url}/pre-orders/${id}`;
  const read = async () => (await ask(at, 'GET', token)).body as unknown as PreOrderBody;
  return {
    ...{ id, token, at, read },
    pay: async (method: string, headers = {}) => {
      const answer = await ask(`${at}/checkout`, 'POST', token, { method }, headers);
      return { ...answer, preOrder: answer.body as unknown as PreOrderBody };
    },
    async until(what: (one: PreOrderBody) => boolean): Promise<PreOrderBody> {
      for (;;) {
        const one = await read();
        if (what(one)) return one;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

const payUrlOf = ({ preOrder }: { preOrder: PreOrderBody }) => preOrder.payment?.payUrl ?? '';
const isPaid = ({ payment }: PreOrderBody) => payment?.status === 'paid';

test('an event with prices is paid online unless its operator says otherwise; one without is not paid', async () => {
  const id = await event();
  expect((await ask(`${app.url}/events/${id}`, 'GET')).body).toMatchObject({
    payment: 'online',
    refundableUntil: null,
  });
  const free = [{ id: 'pista', name: 'Pista', priceCents: 0, currency: 'BRL', capacity: 5 }];
  const freeId = await event({ ticketTypes: free });
  expect((await ask(`${app.url}/events/${freeId}`, 'GET')).body).toMatchObject({ payment: 'none' });
});

test('a price that the provider cannot take is refused by its path, and a payment rule stays once it is used', async () => {
  const cheap = show(5, {
    payment: 'online',
    ticketTypes: [{ id: 'pista', name: 'P', priceCents: 1, currency: 'BRL', capacity: 5 }],
  });
  const put = (id: string, body: object) => ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, body);
  expect(await put(`cheap-${randomUUID().slice(0, 8)}`, cheap)).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', errors: [{ path: 'ticketTypes.0.priceCents' }] },
  });
  const id = await event();
  await holder(id);
  expect(await put(id, show(100, { payment: 'none' }))).toMatchObject({
    status: 409,
    body: { code: 'payment_fixed', payment: 'online' },
  });
  expect(await put(id, { ...show(101, {}), payment: undefined })).toMatchObject({ status: 200 });
});

test('a card pays: the tickets are sold, with codes, and the money is taken', async () => {
  const one = await holder(await event(), 2);
  const paying = await one.pay('card');
  expect(paying).toMatchObject({
    status: 200,
    body: {
      ...{ status: 'paying', payment: { attempt: 1, method: 'card', status: 'open', amountCents: 2_000 } },
    },
  });
  const { heldAt, expiresAt } = paying.preOrder;
  expect(Date.parse(expiresAt ?? '') - Date.parse(heldAt)).toBe(180_000);
  expect(await submit(payUrlOf(paying), { card: CARDS.pays })).toBe(303);
  const sold = await one.until(isPaid);
  expect(sold).toMatchObject({ status: 'sold', tickets: [{ status: 'sold' }, { status: 'sold' }] });
  expect(sold.tickets.every(({ code }) => code !== undefined)).toBe(true);
  // Asked again, whatever the method, it stays sold.
  expect(await one.pay('pix')).toMatchObject({ status: 200, body: { status: 'sold' } });
  expect(await ask(one.at, 'DELETE', one.token)).toMatchObject({
    status: 409,
    body: { code: 'already_sold' },
  });
});

test('without a method the checkout says what is missing, and sells nothing', async () => {
  const one = await holder(await event());
  expect(await ask(`${one.at}/checkout`, 'POST', one.token, {})).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'method' }] },
  });
  expect(await ask(`${one.at}/checkout`, 'POST', one.token, { method: 'cash' })).toMatchObject({
    status: 400,
  });
  expect((await one.read()).status).toBe('pre_order');
});

test.each([
  ['declines', 'card_declined'],
  ['poor', 'insufficient_funds'],
] as const)('a card that %s leads back to the hold, and another attempt can pay', async (card, reason) => {
  const one = await holder(await event());
  await submit(payUrlOf(await one.pay('card')), { card: CARDS[card] });
  const back = await one.until(({ status }) => status === 'pre_order');
  expect(back.payment).toMatchObject({ attempt: 1, status: 'declined', declineReason: reason });
  expect(back.payment?.payUrl).toBeUndefined();
  expect(Date.parse(back.expiresAt ?? '')).toBeGreaterThanOrEqual(Date.now() + 55_000);
  const second = await one.pay('card');
  expect(second.preOrder.payment).toMatchObject({ attempt: 2, status: 'open' });
  await submit(payUrlOf(second), { card: CARDS.pays });
  expect((await one.until(isPaid)).status).toBe('sold');
});

test.each([
  ['complete', 'sold', 'paid', undefined],
  ['fail', 'pre_order', 'declined', 'authentication_failed'],
])('a second step that ends with %s', async (step, status, payment, declineReason) => {
  const one = await holder(await event());
  const url = payUrlOf(await one.pay('card'));
  expect(await submit(url, { card: CARDS.secondStep })).toBe(303);
  expect((await one.read()).status).toBe('paying');
  await submit(url, { step });
  const after = await one.until((now) => now.payment?.status === payment);
  expect(after.status).toBe(status);
  expect(after.payment?.declineReason).toBe(declineReason);
});

test('a Pix pays', async () => {
  const one = await holder(await event());
  const paying = await one.pay('pix');
  expect(paying.body).toMatchObject({
    payment: { method: 'pix', pix: { text: expect.stringMatching(/^0002/) } },
  });
  await submit(payUrlOf(paying), { pix: 'paid' });
  expect((await one.until(({ status }) => status === 'sold')).payment).toMatchObject({ status: 'paid' });
});

test('fifty requests at once and two tabs find one attempt; another method ends it first', async () => {
  const one = await holder(await event());
  const answers = await Promise.all(Array.from({ length: 50 }, () => one.pay('card')));
  expect(
    new Set(
      answers.map(({ status, preOrder }) => `${status} ${preOrder.payment?.id} ${payUrlOf({ preOrder })}`),
    ).size,
  ).toBe(1);
  const pix = await one.pay('pix');
  expect(pix.preOrder.payment).toMatchObject({ attempt: 2, method: 'pix', status: 'open' });
  // The card's page takes nothing any more.
  expect(await submit(payUrlOf(answers[0] as { preOrder: PreOrderBody }), { card: CARDS.pays })).not.toBe(
    303,
  );
  await submit(payUrlOf(pix), { pix: 'paid' });
  expect((await one.until(isPaid)).payment).toMatchObject({ attempt: 2 });
});

test('after five attempts there is no sixth', async () => {
  const one = await holder(await event());
  for (let i = 1; i <= 5; i++) {
    const paying = await one.pay('card');
    expect(paying.preOrder.payment?.attempt).toBe(i);
    await submit(payUrlOf(paying), { card: CARDS.declines });
    await one.until(({ status }) => status === 'pre_order');
  }
  expect(await one.pay('card')).toMatchObject({ status: 409, body: { code: 'too_many_attempts' } });
});

test('given back while it is being paid, the payment is ended and cannot be paid any more', async () => {
  const one = await holder(await event({}, 1));
  const url = payUrlOf(await one.pay('card'));
  expect(await ask(one.at, 'DELETE', one.token)).toMatchObject({
    status: 200,
    body: { status: 'invalidated', reason: 'given_back', payment: { status: 'cancelled' } },
  });
  expect(await submit(url, { card: CARDS.pays })).toBe(410);
  expect(await one.pay('card')).toMatchObject({ status: 410, body: { code: 'expired' } });
});

test('where a service takes the money, only a service of the event sells', async () => {
  const id = await event({ payment: 'external' });
  const one = await holder(id);
  const checkout = (token: string, body = {}) => ask(`${one.at}/checkout`, 'POST', token, body);
  expect(await checkout(one.token)).toMatchObject({ status: 403, body: { code: 'checkout_not_allowed' } });
  const service = async (role: string, events?: string[]) =>
    (
      await ask(`${app.url}/admin/tokens`, 'POST', app.adminToken, {
        name: 'shop',
        role,
        ...(events && { events }),
      })
    ).body['token'] as string;
  for (const token of [await service('viewer'), await service('checkout', ['another-event'])])
    expect(await checkout(token)).toMatchObject({
      status: 403,
      body: { code: 'not_allowed', needs: 'checkout' },
    });
  expect((await one.read()).status).toBe('pre_order');
  const shop = await service('checkout', [id]);
  expect(await checkout(shop, { reference: 'order 7' })).toMatchObject({
    status: 200,
    body: { status: 'sold' },
  });
  expect(await checkout(shop)).toMatchObject({ status: 200, body: { status: 'sold' } });
  const { body } = await ask(`${app.url}/admin/events/${id}/actions`, 'GET', app.adminToken);
  const [action, ...others] = (body['actions'] as { what: string }[]).filter(
    ({ what }) => what === 'checkout',
  );
  expect(action).toMatchObject({ who: 'token:shop', detail: { preOrderId: one.id, reference: 'order 7' } });
  expect(others).toEqual([]);
});

test('a service cannot sell what is paid online, nor somebody else anything', async () => {
  const one = await holder(await event());
  expect(await ask(`${one.at}/checkout`, 'POST', app.adminToken, {})).toMatchObject({
    status: 403,
    body: { code: 'checkout_not_allowed' },
  });
  const stranger = await newBuyer(app);
  for (const [method, path] of [
    ['POST', '/checkout'],
    ['POST', '/refund'],
    ['DELETE', ''],
  ] as const)
    expect(await ask(one.at + path, method, stranger, { method: 'card' })).toMatchObject({ status: 404 });
});

test('an operator gives single tickets back, then the rest; both return to the sale', async () => {
  const id = await event({}, 3);
  const one = await holder(id, 3);
  await submit(payUrlOf(await one.pay('card')), { card: CARDS.pays });
  const sold = await one.until(isPaid);
  const refund = (key: string, body: object) =>
    ask(
      `${app.url}/admin/pre-orders/${one.id}/refunds`,
      'POST',
      app.adminToken,
      { reason: 'ill', ...body },
      { 'idempotency-key': key },
    );
  const [first] = sold.tickets;
  const part = await refund('1', { tickets: [first?.id] });
  expect(part).toMatchObject({ status: 202, body: { refund: { amountCents: 1_000, currency: 'BRL' } } });
  expect((await refund('1', { tickets: [first?.id] })).body['refund']).toMatchObject({
    id: (part.body['refund'] as { id: string }).id,
  });
  expect(await refund('1', {})).toMatchObject({ status: 202 });
  const partly = await one.until(({ payment }) => payment?.status === 'partly_refunded');
  expect(partly.status).toBe('sold');
  expect(partly.tickets.map(({ status }) => status).sort()).toEqual(['refunded', 'sold', 'sold']);
  expect(await refund('2', { tickets: [first?.id] })).toMatchObject({
    status: 409,
    body: { code: 'nothing_to_refund' },
  });
  expect(await refund('3', { tickets: [randomUUID()] })).toMatchObject({
    status: 404,
    body: { code: 'ticket_not_found' },
  });
  // What came back is for sale.
  await holder(id, 1);
  expect(await refund('4', {})).toMatchObject({ status: 202, body: { refund: { amountCents: 2_000 } } });
  expect((await one.until(({ payment }) => payment?.status === 'refunded')).status).toBe('refunded');
  expect(await refund('5', {})).toMatchObject({ status: 409, body: { code: 'nothing_to_refund' } });
  const report = await ask(`${app.url}/admin/events/${id}/report`, 'GET', app.adminToken);
  expect(report.body['money']).toMatchObject({
    capturedCents: 3_000,
    refundedCents: 3_000,
    owedCents: 0,
    tasks: 0,
  });
  expect(report.body['revenueCents']).toBe(0);
  expect((report.body['invariants'] as { ok: boolean }[]).every(({ ok }) => ok)).toBe(true);
});

test('buyers return tickets by themselves while the event allows it', async () => {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const open = await holder(await event({ refundableUntil: at(3_600_000) }));
  const closed = await holder(await event({ refundableUntil: at(-1_000) }));
  for (const one of [open, closed]) {
    await submit(payUrlOf(await one.pay('pix')), { pix: 'paid' });
    await one.until(isPaid);
  }
  const refund = ({ at: own, token }: typeof open) => ask(`${own}/refund`, 'POST', token);
  expect(await refund(closed)).toMatchObject({ status: 409, body: { code: 'not_refundable' } });
  const asked = await refund(open);
  expect(asked).toMatchObject({ status: 202, body: { refund: { amountCents: 1_000 } } });
  expect((await refund(open)).body['refund']).toMatchObject({
    id: (asked.body['refund'] as { id: string }).id,
  });
  expect((await open.until(({ payment }) => payment?.status === 'refunded')).status).toBe('refunded');
});

test('a cancelled event gives every payment back, and ends those that are open', async () => {
  const id = await event();
  const [sold, paying] = [await holder(id), await holder(id)];
  await submit(payUrlOf(await sold.pay('card')), { card: CARDS.pays });
  await sold.until(isPaid);
  const url = payUrlOf(await paying.pay('card'));
  expect((await ask(`${app.url}/admin/events/${id}/cancel`, 'POST', app.adminToken)).status).toBe(200);
  expect(await sold.until(({ payment }) => payment?.status === 'refunded')).toMatchObject({
    status: 'cancelled',
  });
  await paying.until(({ payment }) => payment?.status === 'cancelled');
  expect(await submit(url, { card: CARDS.pays })).toBe(410);
  const report = await ask(`${app.url}/admin/events/${id}/report`, 'GET', app.adminToken);
  expect(report.body['money']).toMatchObject({
    capturedCents: 1_000,
    refundedCents: 1_000,
    openCents: 0,
    owedCents: 0,
  });
  expect((report.body['invariants'] as { ok: boolean }[]).every(({ ok }) => ok)).toBe(true);
});
