import { randomUUID } from 'node:crypto';
import type { Joined } from '../../src/orders/join';
import { createTestDatabase, onSale, readStock, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

const codeOf = (promise: Promise<{ outcome: string }>) =>
  promise.then(
    ({ outcome }) => outcome,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
const counts = async (event: string) =>
  (await readStock(sale.db, event)).map(({ available, held, sold }) => [available, held, sold]);

async function held(event: string, items: Record<string, number>, more = {}) {
  const asked = request(event, items, more);
  await sale.join(asked);
  const preOrder = await sale.hold(asked.preOrderId);
  if (!preOrder) throw new Error('not held');
  return preOrder;
}

test('of 200 buyers who send 1,000 requests to two processes for 100 tickets, exactly 100 are called and the others wait once each', async () => {
  const event = await onSale(sale.db, { pista: 100 });
  const buyers = Array.from({ length: 200 }, () => randomUUID());
  const processes = [sale, sale.another()];
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, i) =>
      codeOf(
        (processes[i % 2] as TestDatabase).join(
          request(event, { pista: 1 }, { buyerId: buyers[i % 200] as string }),
        ),
      ),
    ),
  );
  expect(answers.filter((answer) => answer === 'called')).toHaveLength(100);
  const waiting = answers.filter((answer) => answer === 'in_line').length;
  expect(waiting).toBeGreaterThanOrEqual(100);
  expect(answers.filter((answer) => answer === 'already_in_line')).toHaveLength(900 - waiting);
  expect(await counts(event)).toEqual([[0, 100, 0]]);
});

test('fifty parallel requests for two types in two processes do not take a buyer over the limit', async () => {
  const event = await onSale(sale.db, { pista: 100, vip: 100 });
  const buyerId = randomUUID();
  const other = sale.another();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      codeOf((i % 2 ? sale : other).join(request(event, i % 3 ? { pista: 1 } : { vip: 1 }, { buyerId }))),
    ),
  );
  expect(answers.filter((answer) => answer === 'called')).toHaveLength(4);
  expect(answers.filter((answer) => answer === 'limit_reached')).toHaveLength(46);
});

test('a pre-order of several types gets all of them or none', async () => {
  const event = await onSale(sale.db, { pista: 5, vip: 1 });
  await expect(sale.join(request(event, { pista: 2, vip: 2 }))).rejects.toMatchObject({ code: 'sold_out' });
  expect(await counts(event)).toEqual([
    [5, 0, 0],
    [1, 0, 0],
  ]);
  await sale.join(request(event, { pista: 2, vip: 1 }));
  expect(await counts(event)).toEqual([
    [3, 2, 0],
    [0, 1, 0],
  ]);
  expect(await sale.join(request(event, { pista: 1, vip: 1 }))).toMatchObject({ outcome: 'in_line' });
  expect(await counts(event)).toEqual([
    [3, 2, 0],
    [0, 1, 0],
  ]);
});

test('a request that can never be met is refused at once; one that may be met later waits', async () => {
  const event = await onSale(sale.db, { pista: 2 });
  const one = await held(event, { pista: 2 });
  await expect(sale.join(request(event, { pista: 3 }))).rejects.toMatchObject({
    reason: { code: 'sold_out', held: 0 },
  });
  // A workflow that was started directly doesn't wait.
  await expect(sale.joinDirectly(request(event, { pista: 1 }))).rejects.toMatchObject({
    reason: { code: 'sold_out', held: 2 },
  });
  expect(await sale.join(request(event, { pista: 1 }))).toMatchObject({ outcome: 'in_line' });
  await sale.sell(one.id);
  await expect(sale.join(request(event, { pista: 1 }))).rejects.toMatchObject({
    reason: { code: 'sold_out', held: 0 },
  });
});

test('two requests with the same key get the same pre-order, even at the same time', async () => {
  const event = await onSale(sale.db, { pista: 10 });
  const buyerId = randomUUID();
  const ask = (from: TestDatabase | ReturnType<TestDatabase['another']>) =>
    from.join(request(event, { pista: 1 }, { buyerId, idempotencyKey: 'k' }));
  const [a, b] = await Promise.all([ask(sale), ask(sale.another())]);
  const idOf = (one: Joined) => (one.outcome === 'known' ? one.preOrderId : one.preOrder.id);
  expect(idOf(a)).toBe(idOf(b));
  expect(await counts(event)).toEqual([[9, 1, 0]]);
});

test('holding, selling and giving back change nothing the second time', async () => {
  const event = await onSale(sale.db, { pista: 10 });
  const one = await held(event, { pista: 2 });
  expect(await sale.hold(one.id)).toMatchObject({ tickets: one.tickets, expiresAt: one.expiresAt });
  const sold = await sale.sell(one.id);
  expect(sold).toMatchObject({
    status: 'sold',
    tickets: [{ code: expect.any(String) }, { code: expect.any(String) }],
  });
  expect((await sale.sell(one.id))?.tickets).toEqual(sold?.tickets);
  expect(await sale.giveBack(one.id, 'given_back')).toMatchObject({ status: 'sold' });
  const two = await held(event, { pista: 3 });
  await sale.giveBack(two.id, 'given_back');
  expect(await sale.giveBack(two.id, 'given_back')).toMatchObject({
    status: 'invalidated',
    reason: 'given_back',
  });
  expect(await sale.sell(two.id)).toMatchObject({ status: 'invalidated' });
  expect(await counts(event)).toEqual([[8, 0, 2]]);
});

test('a hold is never released before its deadline, and a release includes other overdue holds', async () => {
  const event = await onSale(sale.db, { pista: 10 }, { holdSeconds: 1, idleSeconds: 1 });
  const [one, two] = [await held(event, { pista: 1 }), await held(event, { pista: 1 })];
  expect(await sale.releaseOverdue(one.id)).toMatchObject({ status: 'pre_order' });
  // The test is about the deadline, so the database's clock has to pass it.
  await sale.db.query({ name: 'wait', text: 'SELECT pg_sleep_until($1)' }, [
    new Date(Number(two.expiresAt) + 5),
  ]);
  expect(await sale.releaseOverdue(one.id)).toMatchObject({ status: 'invalidated', reason: 'hold_ended' });
  expect(await sale.read(two.id)).toMatchObject({ status: 'invalidated' });
  expect(await counts(event)).toEqual([[10, 0, 0]]);
});

test('fifty checkouts at once against giving back end in one sale or none, never both', async () => {
  const event = await onSale(sale.db, { pista: 10 });
  const one = await held(event, { pista: 1 });
  const other = sale.another();
  await Promise.all([
    ...Array.from({ length: 50 }, (_, i) => (i % 2 ? sale : other).acceptCheckout(one.id)),
    other.giveBack(one.id, 'given_back'),
  ]);
  const after = await sale.sell(one.id);
  expect(await counts(event)).toEqual([after?.status === 'sold' ? [9, 0, 1] : [10, 0, 0]]);
});

test('lowering the capacity creates a deficit, which returned tickets fill first', async () => {
  const event = await onSale(sale.db, { pista: 4 });
  const one = await held(event, { pista: 4 });
  await onSale(sale.db, { pista: 1 }, { id: event });
  expect(await readStock(sale.db, event)).toMatchObject([{ capacity: 1, available: 0, held: 4, deficit: 3 }]);
  await sale.giveBack(one.id, 'given_back');
  expect(await readStock(sale.db, event)).toMatchObject([{ capacity: 1, available: 1, held: 0, deficit: 0 }]);
});

test('a request before the opening, for no event, or for an unknown type is refused with its own code', async () => {
  const onSaleAt = new Date(Date.now() + 60_000);
  const event = await onSale(sale.db, { pista: 4 }, { onSaleAt });
  await expect(sale.join(request(event, { pista: 1 }))).rejects.toMatchObject({
    reason: { code: 'not_on_sale', eventStatus: 'scheduled', onSaleAt },
  });
  await expect(sale.join(request('nowhere', { pista: 1 }))).rejects.toMatchObject({
    code: 'event_not_found',
  });
  await expect(sale.join(request(event, { vip: 1 }))).rejects.toMatchObject({ code: 'unknown_ticket_type' });
});
