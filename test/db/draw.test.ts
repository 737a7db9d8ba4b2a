import { drawLine, readDrawn } from '../../src/db/draw';
import { entryIdOf } from '../../src/domain/draw';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let test_: TestDatabase;
beforeAll(async () => (test_ = await createTestDatabase()));
afterAll(() => test_.db.close());

test('who comes between the opening and the draw stands behind all entries, and nobody is doubled', async () => {
  const { db, join, read } = test_;
  const eventId = await onSale(db, { pista: 5 }, { draw: true, onSaleAt: new Date(Date.now() + 60_000) });
  const entries = [];
  for (let i = 0; i < 3; i++) entries.push(await join(request(eventId, { pista: 1 })));
  // The clock has come to the opening; the sale's flow, which draws, hasn't woken up yet.
  await db.query({ name: 'open', text: 'UPDATE event SET on_sale_at = now() WHERE id = $1' }, [eventId]);
  const late = request(eventId, { pista: 1 });
  expect(await join(late)).toMatchObject({ outcome: 'in_line', preOrder: { place: 4 } });

  expect(await drawLine(db, eventId)).toBe(3);
  const drawn = await readDrawn(db, eventId, 0, 10);
  const ids = entries.map((entry) => (entry.outcome === 'known' ? '' : entry.preOrder.id));
  expect(drawn.map(({ entryId }) => entryId).sort()).toEqual(ids.map(entryIdOf).sort());
  expect(await read(late.id)).toMatchObject({ status: 'in_line', place: 4, ahead: 3 });
});
