/** When the line passes over an absent buyer, and when that ends. */
import { recordPresence } from '../../src/db/presence';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

/** An absent buyer waits for the only ticket and has been passed over. */
async function passedOver() {
  const event = await onSale(sale.db, { pista: 1 }, { presenceSeconds: 600 });
  const [holder, away] = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  await sale.join(holder);
  await sale.join(away);
  const text = `UPDATE pre_order SET seen_at = now() - interval '1 day' WHERE id = $1`;
  await sale.db.query({ name: 'away', text }, [away.preOrderId]);
  await sale.giveBack(holder.preOrderId, 'given_back');
  expect(await sale.advance(event)).toEqual({ called: 0, refused: 0, more: true });
  return { event, away };
}

test('a buyer who comes back is called first', async () => {
  const { event, away } = await passedOver();
  await recordPresence(sale.db, [away.buyerId]);
  expect(await sale.join(request(event, { pista: 1 }))).toMatchObject({ outcome: 'in_line' });
  await sale.advance(event);
  expect(await sale.read(away.preOrderId)).toMatchObject({ status: 'called', place: 2 });
});

test('when the event no longer asks for presence, buyers who were passed over are considered again', async () => {
  const { event, away } = await passedOver();
  await onSale(sale.db, { pista: 1 }, { id: event, presenceSeconds: 0 });
  expect(await sale.join(request(event, { pista: 1 }))).toMatchObject({ outcome: 'in_line' });
  await sale.advance(event);
  expect(await sale.read(away.preOrderId)).toMatchObject({ status: 'called', place: 2 });
});
