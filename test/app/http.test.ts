import { ask, newBuyer } from '../helpers/app';
import { order, show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();

const put = (id: string, settings = {}) =>
  ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(10, settings));
const preOrder = (id: string, token: string, quantity = 1, headers = {}) =>
  ask(`${app.url}/events/${id}/pre-orders`, 'POST', token, order(quantity), headers);
const at = (answer: { body: Record<string, unknown> }, rest = '') =>
  `${app.url}/pre-orders/${String(answer.body['id'])}${rest}`;
const types = async (id: string) => (await ask(`${app.url}/events/${id}`, 'GET')).body['ticketTypes'];

test('a buyer holds tickets, stays, and pays; paying again is the same purchase', async () => {
  await put('story');
  const token = await newBuyer(app);
  const held = await preOrder('story', token, 2);
  expect(held).toMatchObject({
    status: 201,
    body: { status: 'pre_order', totalCents: 2000, currency: 'BRL' },
  });
  expect(await ask(at(held, '/touch'), 'POST', token)).toMatchObject({ status: 200 });
  const sold = await Promise.all(
    Array.from({ length: 50 }, () => ask(at(held, '/checkout'), 'POST', token, {})),
  );
  expect(
    new Set(
      sold.map((answer) => JSON.stringify([answer.status, answer.body['status'], answer.body['tickets']])),
    ).size,
  ).toBe(1);
  expect(sold[0]).toMatchObject({ status: 200, body: { status: 'sold' } });
  expect(await ask(at(held), 'DELETE', token)).toMatchObject({ status: 409, body: { code: 'already_sold' } });
  expect(await types('story')).toMatchObject([{ available: 8, held: 0, sold: 2 }]);
});

test('tickets that are given back or run out are available again, and the pre-order says why', async () => {
  await put('back', { holdSeconds: 1, idleSeconds: 1 });
  const token = await newBuyer(app);
  const [one, two] = [await preOrder('back', token), await preOrder('back', token)];
  expect(await ask(at(one), 'DELETE', token)).toMatchObject({ status: 200, body: { reason: 'given_back' } });
  expect(await ask(at(one), 'DELETE', token)).toMatchObject({ status: 200, body: { status: 'invalidated' } });
  const stream = await fetch(at(two, '/stream'), { headers: { authorization: `Bearer ${token}` } });
  expect(await stream.text()).toContain('"reason":"hold_ended"');
  expect(await ask(at(two, '/checkout'), 'POST', token, {})).toMatchObject({
    status: 410,
    body: { code: 'expired' },
  });
  expect(await types('back')).toMatchObject([{ available: 10, held: 0, sold: 0 }]);
});

test('an extension moves the deadline of open holds, and appears only in their history', async () => {
  await put('longer', { holdSeconds: 60, idleSeconds: 60 });
  const token = await newBuyer(app);
  const [gone, held] = [await preOrder('longer', token), await preOrder('longer', token)];
  await ask(at(gone), 'DELETE', token);
  await ask(`${app.url}/admin/events/longer/extend`, 'POST', app.adminToken, { seconds: 300 });
  const after = await ask(at(held), 'GET', token);
  const expiresAt = (answer: typeof after) => new Date(String(answer.body['expiresAt'])).getTime();
  expect(expiresAt(after) - expiresAt(held)).toBe(300_000);
  const whats = async (answer: typeof after) =>
    ((await ask(at(answer, '/history'), 'GET', token)).body['history'] as { what: string }[]).map(
      (one) => one.what,
    );
  expect(await whats(held)).toEqual(['asked', 'called', 'held', 'extended']);
  expect(await whats(gone)).toEqual(['asked', 'called', 'held', 'invalidated']);
});

test('the same key gets the same pre-order, and is refused with another body', async () => {
  await put('keys');
  const token = await newBuyer(app);
  const key = { 'idempotency-key': 'a key' };
  const first = await preOrder('keys', token, 1, key);
  expect(await preOrder('keys', token, 1, key)).toMatchObject({
    status: 200,
    body: { id: first.body['id'] },
  });
  expect(await preOrder('keys', token, 2, key)).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused' },
  });
});

test('over the limit, out of stock and paused are clear refusals', async () => {
  await put('limits', { maxPerBuyer: 20 });
  const token = await newBuyer(app);
  expect(await preOrder('limits', token, 21)).toMatchObject({
    status: 409,
    body: { code: 'limit_reached', maxPerBuyer: 20 },
  });
  expect(await preOrder('limits', token, 11)).toMatchObject({
    status: 409,
    body: { code: 'sold_out', held: 0 },
  });
  await ask(`${app.url}/admin/events/limits/pause`, 'POST', app.adminToken);
  expect(await preOrder('limits', token)).toMatchObject({
    status: 409,
    body: { code: 'not_on_sale', status: 409, eventStatus: 'paused', onSaleAt: '2020-01-01T00:00:00.000Z' },
  });
});

test("somebody else's pre-order does not exist, whatever the verb", async () => {
  await put('others');
  const held = await preOrder('others', await newBuyer(app));
  const other = await newBuyer(app);
  const routes = [
    ['GET', ''],
    ['GET', '/history'],
    ['GET', '/stream'],
    ['POST', '/touch'],
    ['POST', '/checkout'],
    ['DELETE', ''],
  ];
  for (const [method, rest] of routes as [string, string][]) {
    expect(await ask(at(held, rest), method, other)).toMatchObject({
      status: 404,
      body: { code: 'pre_order_not_found' },
    });
  }
});

test('a cancelled event ends its holds and its sold tickets, and stays cancelled', async () => {
  await put('off');
  const token = await newBuyer(app);
  const held = await preOrder('off', token);
  const sold = await preOrder('off', token);
  await ask(at(sold, '/checkout'), 'POST', token, {});
  expect(await ask(`${app.url}/admin/events/off/cancel`, 'POST', app.adminToken)).toMatchObject({
    body: { status: 'cancelled' },
  });
  for (const one of [held, sold]) {
    expect(await ask(at(one), 'GET', token)).toMatchObject({
      body: { status: 'cancelled', reason: 'event_cancelled' },
    });
  }
  expect(await ask(`${app.url}/admin/events/off/resume`, 'POST', app.adminToken)).toMatchObject({
    status: 409,
  });
});

test("the operator's report agrees with the sale, and the list has pages", async () => {
  await put('report');
  const token = await newBuyer(app);
  const sold = await preOrder('report', token, 2);
  await ask(at(sold, '/checkout'), 'POST', token, {});
  const held = await preOrder('report', token);
  const admin = (rest: string) => ask(`${app.url}/admin/events/report/${rest}`, 'GET', app.adminToken);
  const { body } = await admin('report');
  expect(body).toMatchObject({ counts: { sold: 1, pre_order: 1 }, revenueCents: 2000 });
  expect((body['invariants'] as { ok: boolean }[]).map(({ ok }) => ok)).toEqual(Array(8).fill(true));
  const first = await admin('pre-orders?limit=1');
  expect(first.body).toMatchObject({ preOrders: [{ id: sold.body['id'] }], nextCursor: sold.body['id'] });
  const second = await admin(`pre-orders?limit=5&cursor=${String(sold.body['id'])}`);
  expect(second.body).toMatchObject({ preOrders: [{ id: held.body['id'] }], nextCursor: null });
  expect(await admin('pre-orders?status=lost')).toMatchObject({
    status: 400,
    body: { code: 'invalid_request' },
  });
});
