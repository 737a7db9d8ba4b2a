/** How many buyers are ahead: exact up to a hundred, beyond that an estimate that is never too low. */
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

test('buyers ahead are counted up to a hundred; beyond that the distance to the first one for the same type is given', async () => {
  const event = await onSale(sale.db, { pista: 1, camarote: 1 });
  await sale.join(request(event, { pista: 1, camarote: 1 }));
  const other = request(event, { camarote: 1 });
  expect(await sale.join(other)).toMatchObject({ outcome: 'in_line', preOrder: { place: 2 } });
  const waiting = Array.from({ length: 130 }, () => request(event, { pista: 1 }));
  for (const one of waiting) await sale.join(one);
  const ahead = async (place: number) => (await sale.read(waiting[place - 3]?.preOrderId ?? ''))?.ahead;
  expect(await Promise.all([3, 103, 104, 132].map(ahead))).toEqual([0, 100, 101, 129]);

  // Twenty buyers leave, with places between 10 and 30.
  await Promise.all(waiting.slice(7, 27).map(({ preOrderId: id }) => sale.leave(id)));
  expect(await Promise.all([3, 103, 123, 124, 132].map(ahead))).toEqual([0, 80, 100, 121, 129]);
  expect((await sale.read(other.preOrderId))?.ahead).toBe(0);
});
