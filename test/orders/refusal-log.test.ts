/** Why somebody got no tickets although there is no pre-order: refused requests are counted, and the last are kept. */
import { randomUUID } from 'node:crypto';
import { readReport } from '../../src/db/report';
import { readRefusalsOfBuyer, recordRefusals } from '../../src/db/refusals';
import { createJoin } from '../../src/orders/join';
import { RefusalLog } from '../../src/orders/refusal-log';
import { createTestDatabase, IDLE_STARTER, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()), 60_000);
afterAll(() => sale.db.close());

test('refused requests are counted by reason and minute and listed without their buyers', async () => {
  const event = await onSale(sale.db, { pista: 2 }, { maxPerBuyer: 2 });
  let writes = 0;
  const log = new RefusalLog(
    async (...refused) => {
      writes += 1;
      await recordRefusals(sale.db, ...refused);
    },
    (error) => expect(error).toBeUndefined(),
  );
  const join = createJoin({
    ...{ db: sale.db, starter: IDLE_STARTER, onBatch: () => undefined },
    onRefused: ({ eventId, buyerId, items }, reason) => log.add(eventId, { reason, buyerId, items }),
  });
  const owner = request(event, { pista: 2 });
  await join(owner);
  await sale.hold(owner.preOrderId);
  await sale.sell(owner.preOrderId);
  await expect(join({ ...owner, preOrderId: randomUUID() })).rejects.toThrow();
  const late = Array.from({ length: 300 }, () => request(event, { pista: 1 }));
  await Promise.allSettled(late.map(join));
  await log.close();
  expect(writes).toBeLessThan(10);

  const { refusals } = await readReport(sale.db, event);
  expect(refusals.counts).toEqual({ limit_reached: 1, sold_out: 300 });
  expect(refusals.minutes.reduce((sum, { count }) => sum + count, 0)).toBe(301);
  expect(refusals.latest).toHaveLength(20);
  expect(refusals.latest[0]).toEqual({
    ...{ at: expect.any(Date), reason: 'sold_out', items: [{ ticketType: 'pista', quantity: 1 }] },
  });
  expect(JSON.stringify(refusals)).not.toContain(late.at(-1)?.buyerId);
  expect(await readRefusalsOfBuyer(sale.db, late.at(-1)?.buyerId ?? '')).toMatchObject([
    { eventId: event, reason: 'sold_out' },
  ]);
});

test('only the last requests are kept, and all are counted', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  const first = randomUUID();
  const refused = (buyerId: string) => ({ reason: 'sold_out' as const, buyerId, items: [] });
  await recordRefusals(sale.db, event, { sold_out: 1 }, [refused(first)]);
  for (let i = 0; i < 5; i++) {
    const some = Array.from({ length: 200 }, () => refused(randomUUID()));
    await recordRefusals(sale.db, event, { sold_out: 10_000 }, some);
  }
  expect((await readReport(sale.db, event)).refusals.counts).toEqual({ sold_out: 50_001 });
  expect(await readRefusalsOfBuyer(sale.db, first)).toEqual([]);
});
