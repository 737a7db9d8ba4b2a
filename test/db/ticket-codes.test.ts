import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => {
  sale = await createTestDatabase();
}, 60_000);
afterAll(() => sale.db.close());

test('a code has 15 hex digits, begins with a letter that no number has, and is unlike any other', async () => {
  const event = await onSale(sale.db, { pista: 5_000 }, { maxPerBuyer: 5_000 });
  const one = request(event, { pista: 5_000 });
  await sale.join(one);
  await sale.hold(one.preOrderId);
  await sale.acceptCheckout(one.preOrderId);
  const sold = await sale.sell(one.preOrderId);
  const codes = (sold?.tickets ?? []).map(({ code }) => code ?? '');
  // Of this many that could begin with any digit, five would read as a number.
  expect(codes.filter((code) => !/^[ABCDF][0-9A-F]{14}$/.test(code))).toEqual([]);
  expect(new Set(codes).size).toBe(5_000);
});
