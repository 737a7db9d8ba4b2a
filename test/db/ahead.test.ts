/** How many are said to be ahead: exactly up to a hundred, beyond that never too few. */
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

test('counted up to a hundred, beyond that the distance to the first who waits for the same type', async () => {
  const event = await onSale(sale.db, { pista: 1, camarote: 1 });
  await sale.join(request(event, { pista: 1, camarote: 1 }));
  const other = request(event, { camarote: 1 });
  expect(await sale.join(other)).toMatchObject({ outcome: 'in_line', preOrder: { place: 2 } });
  const waiting = Array.from({ length: 130 }, () => request(event, { pista: 1 }));
  for (const one of waiting) await sale.join(one);
  const ahead = async (place: number) => (await sale.read(waiting[place - 3]?.preOrderId ?? ''))?.ahead;
  expect(await Promise.all([3, 103, 104, 132].map(ahead))).toEqual([0, 100, 101, 129]);

  // Twenty between the places 10 and 30 go.
  await Promise.all(waiting.slice(7, 27).map(({ preOrderId: id }) => sale.leave(id)));
  expect(await Promise.all([3, 103, 123, 124, 132].map(ahead))).toEqual([0, 80, 100, 121, 129]);
  expect((await sale.read(other.preOrderId))?.ahead).toBe(0);
});
