import { randomUUID } from 'node:crypto';
import { readTimeline } from '../../src/db/timeline';
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => {
  sale = await createTestDatabase();
}, 60_000);
afterAll(() => sale.db.close());

/** Records a pre-order with a known history, in minutes before now. */
async function lived(
  eventId: string,
  status: string,
  minutesAgo: { asked: number; called?: number; accepted?: number; sold?: number; closed?: number },
  quantity = 1,
): Promise<void> {
  const { asked, called, accepted, sold, closed } = minutesAgo;
  const ago = (minutes?: number) => minutes ?? null;
  await sale.db.query(
    {
      name: 'lived',
      text: `INSERT INTO pre_order (id, event_id, buyer_id, status, items, quantity, total_cents, currency, hold_seconds,
               idle_seconds, asked_at, called_at, accepted_at, closed_at, reason, hold_ends_at, expires_at, sold_at)
             SELECT $1, $2, $1, $3, '[]', $4, 0, 'BRL', 1, 1, now() - a, now() - c, now() - k, now() - e, 'idle', now(), now(), now() - s
             FROM (SELECT make_interval(secs => 60 * $5::float8) AS a, make_interval(secs => 60 * $6::float8) AS c,
                     make_interval(secs => 60 * $7::float8) AS k, make_interval(secs => 60 * $8::float8) AS e,
                     make_interval(secs => 60 * $9::float8) AS s) t`,
    },
    [randomUUID(), eventId, status, quantity, asked, ago(called), ago(accepted), ago(closed), ago(sold)],
  );
}

test('the timeline shows a known sale as it happened', async () => {
  const event = await onSale(sale.db, { pista: 100 });
  await lived(event, 'sold', { asked: 90, called: 90, accepted: 80, closed: 80 }, 4);
  await lived(event, 'sold', { asked: 50, called: 40, accepted: 30, closed: 30 }, 3);
  await lived(event, 'invalidated', { asked: 50, called: 50, closed: 20 }, 2);
  await lived(event, 'refused', { asked: 45, closed: 10 });
  await lived(event, 'in_line', { asked: 5 });
  await lived(event, 'called', { asked: 3, called: 1 }, 5);
  await lived(await onSale(sale.db, { pista: 100 }), 'sold', { asked: 9, called: 9, closed: 8 }, 50);

  const points = await readTimeline(sale.db, event, 60);
  expect(points).toHaveLength(121);
  const at = (minutesAgo: number) => {
    // The point at or after that time. Points are half a minute apart.
    const point = points[120 - Math.floor(minutesAgo * 2)];
    return [point?.sold, point?.held, point?.waiting];
  };
  expect(at(60)).toEqual([4, 0, 0]);
  expect(at(49)).toEqual([4, 2, 1]);
  expect(at(42)).toEqual([4, 2, 2]);
  expect(at(35)).toEqual([4, 5, 1]);
  expect(at(25)).toEqual([7, 2, 1]);
  expect(at(15)).toEqual([7, 0, 1]);
  expect(at(7)).toEqual([7, 0, 0]);
  expect(at(2)).toEqual([7, 0, 2]);
  expect(at(0)).toEqual([7, 5, 1]);
  // Three tickets in half a minute.
  expect(points.filter((point) => point.soldPerMinute > 0).map((point) => point.soldPerMinute)).toEqual([6]);
  expect((points[120]?.at.getTime() ?? 0) - (points[0]?.at.getTime() ?? 0)).toBe(3_600_000);
});

test('tickets of a cancelled event count as sold from their sale to the cancellation', async () => {
  const event = await onSale(sale.db, { pista: 100 });
  await lived(event, 'cancelled', { asked: 40, called: 40, accepted: 31, sold: 30, closed: 10 }, 2);
  await lived(event, 'cancelled', { asked: 20, called: 20, closed: 10 }, 1);
  const points = await readTimeline(sale.db, event, 60);
  const at = (minutesAgo: number) => {
    const point = points[120 - minutesAgo * 2];
    return [point?.sold, point?.held];
  };
  expect([at(35), at(25), at(15), at(5)]).toEqual([
    [0, 2],
    [2, 0],
    [2, 1],
    [0, 0],
  ]);
});
