/** Who is passed over for not being there, and when that ends. */
import { recordPresence } from '../../src/db/presence';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

/** Somebody holds the only ticket, somebody who went away waits for it, and was passed over. */
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

test('who is back is called first', async () => {
  const { event, away } = await passedOver();
  await recordPresence(sale.db, [away.buyerId]);
  expect(await sale.join(request(event, { pista: 1 }))).toMatchObject({ outcome: 'in_line' });
  await sale.advance(event);
  expect(await sale.read(away.preOrderId)).toMatchObject({ status: 'called', place: 2 });
});

test('where the event asks for presence no more, whoever was passed over is looked at again', async () => {
  const { event, away } = await passedOver();
  await onSale(sale.db, { pista: 1 }, { id: event, presenceSeconds: 0 });
  expect(await sale.join(request(event, { pista: 1 }))).toMatchObject({ outcome: 'in_line' });
  await sale.advance(event);
  expect(await sale.read(away.preOrderId)).toMatchObject({ status: 'called', place: 2 });
});
