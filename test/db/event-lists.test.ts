import { listCurrentEvents, listEvents } from '../../src/db/events';
import { actOnEvent } from '../../src/events/act-on-event';
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => {
  sale = await createTestDatabase();
}, 60_000);
afterAll(() => sale.db.close());

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

test('the list has what is scheduled, on sale or not yet over, soonest first; operators page through all', async () => {
  const put = (id: string, startsIn: number, sellsIn: number, closesIn: number) =>
    onSale(
      sale.db,
      { pista: 1 },
      { id, startsAt: inHours(startsIn), onSaleAt: inHours(sellsIn), closesAt: inHours(closesIn) },
    );
  await put('scheduled', 100, 10, 90);
  await put('on-sale', 50, -1, 40);
  await put('closed', 20, -10, -1);
  await put('paused', 30, -10, 10);
  await actOnEvent(sale.db, 'paused', 'pause', 'Ana');
  await put('cancelled', 10, -10, 5);
  await actOnEvent(sale.db, 'cancelled', 'cancel', 'Ana');
  await put('going-on', -2, -10, -3);
  await put('still-on-sale', -100, -200, 10);
  await put('over', -13, -50, -14);
  await put('long-over', -1_000, -2_000, -1_500);
  const paused = await put('paused-late', -101, -200, 10);
  await actOnEvent(sale.db, paused, 'pause', 'Ana');

  expect((await listCurrentEvents(sale.db)).map(({ id }) => id)).toEqual([
    ...['still-on-sale', 'going-on', 'cancelled', 'closed', 'paused', 'on-sale', 'scheduled'],
  ]);

  const all: string[] = [];
  for (;;) {
    const page = await listEvents(sale.db, all.at(-1), 3);
    all.push(...page.map(({ id }) => id));
    if (page.length < 3) break;
  }
  expect(all).toEqual([
    ...['scheduled', 'on-sale', 'paused', 'closed', 'cancelled', 'going-on', 'over'],
    ...['still-on-sale', 'paused-late', 'long-over'],
  ]);
});

test('events of the same start are listed once each', async () => {
  const startsAt = inHours(5_000);
  for (const id of ['same-a', 'same-b', 'same-c']) await onSale(sale.db, { pista: 1 }, { id, startsAt });
  expect((await listEvents(sale.db, undefined, 2)).map(({ id }) => id)).toEqual(['same-c', 'same-b']);
  expect((await listEvents(sale.db, 'same-b', 1)).map(({ id }) => id)).toEqual(['same-a']);
  expect(await listEvents(sale.db, 'nowhere', 10)).toEqual([]);
});
