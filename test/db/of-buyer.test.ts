import { randomUUID } from 'node:crypto';
import { createTestDatabase, onSale, request, stepsOf, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

// Each page reads its buyer's pre-orders. A thousand pages at once must not delay buyers who want tickets.
test('many buyers who read their pre-orders at once share a few statements, and each gets their own, newest first', async () => {
  const event = await onSale(sale.db, { pista: 1_000 });
  const buyers = Array.from({ length: 100 }, () => randomUUID());
  const asked = new Map<string, string[]>();
  for (const round of [0, 1])
    await Promise.all(
      buyers.map(async (buyerId, i) => {
        // The first two buyers have none; of the others, half have one and half have two.
        if (i < 2 || (round === 1 && i % 2 === 0)) return;
        const one = request(event, { pista: 1 }, { buyerId });
        await sale.join(one);
        asked.set(buyerId, [one.preOrderId, ...(asked.get(buyerId) ?? [])]);
      }),
    );
  const sizes: number[] = [];
  const steps = stepsOf(sale.db, {
    onBatch: (operation, size) => operation === 'of_buyer' && sizes.push(size),
  });
  const wanted = [...buyers, ...buyers.slice(0, 20).map((id) => id.toUpperCase())];
  const found = await Promise.all(wanted.map((buyerId) => steps.ofBuyer({ buyerId, limit: 10 })));
  expect(found.map((own) => own.map(({ id }) => id))).toEqual(
    wanted.map((id) => asked.get(id.toLowerCase()) ?? []),
  );
  for (const [i, own] of found.entries())
    expect(own.every(({ buyerId }) => buyerId === wanted[i]?.toLowerCase())).toBe(true);
  expect(sizes).toEqual([1, 119]);
});

test('a buyer with many pre-orders gets them page by page, and nothing after the cursor of somebody else', async () => {
  const event = await onSale(sale.db, { pista: 1_000 }, { maxPerBuyer: 200 });
  const buyerId = randomUUID();
  const ids: string[] = [];
  for (let i = 0; i < 25; i++) {
    const one = request(event, { pista: 1 }, { buyerId });
    await sale.join(one);
    ids.unshift(one.preOrderId);
  }
  const other = request(event, { pista: 1 });
  await sale.join(other);
  const page = async (cursor: string | undefined, limit: number) =>
    (await sale.ofBuyer({ buyerId, cursor, limit })).map(({ id }) => id);
  // At once: pages of one buyer share a statement, too.
  expect(
    await Promise.all([page(undefined, 10), page(undefined, 100), page(ids[9], 10), page(ids[19], 10)]),
  ).toEqual([ids.slice(0, 10), ids, ids.slice(10, 20), ids.slice(20)]);
  expect(await page(other.preOrderId, 10)).toEqual([]);
});
