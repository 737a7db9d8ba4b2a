import { randomUUID } from 'node:crypto';
import { readSaleNumbers } from '../../src/db/sale-numbers';
import type { LeaseOrigin } from '../../src/line/leases';
import { createAuditor } from '../../src/observability/audit';
import { createMetrics } from '../../src/observability/metrics';
import { createJoin } from '../../src/orders/join';
import { createPreOrderStore } from '../../src/orders/store';
import { createTestDatabase, IDLE_STARTER, onSale, request, type TestDatabase } from '../helpers/database';
import { seriesIn } from '../helpers/observability';

let sale: TestDatabase;
beforeAll(async () => {
  sale = await createTestDatabase();
});
afterAll(() => sale.db.close());

test('a lease counts as taken over only where another process had it', async () => {
  const leases: LeaseOrigin[] = [];
  const onLeased = (origin: LeaseOrigin) => leases.push(origin);
  const joinWith = (slots: number) =>
    createJoin({
      ...{ db: sale.db, onBatch: () => undefined, onLeased },
      starter: { ...IDLE_STARTER, reserve: () => slots },
    });
  const eventId = await onSale(sale.db, { pista: 5 });
  const [leased, unleased] = [request(eventId, { pista: 1 }), request(eventId, { pista: 1 })];
  await joinWith(1)(leased);
  await joinWith(0)(unleased);
  expect(leases).toEqual(['at_call']);
  expect(await sale.claimDue(10)).toMatchObject([
    { preOrderId: unleased.preOrderId, status: 'called', lapsed: false },
  ]);
  await sale.db.query({ name: 'lapse', text: 'UPDATE pre_order SET lease_until = now() WHERE id = $1' }, [
    leased.preOrderId,
  ]);
  expect(await sale.claimDue(10)).toMatchObject([
    { preOrderId: leased.preOrderId, lapsed: true, items: [{ ticketType: 'pista' }] },
  ]);
});

test('lateness is reported once for an expired hold, and not for one that was given back or is still open', async () => {
  const late: number[] = [];
  const steps = createPreOrderStore(sale.db, {
    onBatch: () => undefined,
    onReleased: (seconds) => late.push(seconds),
  });
  const eventId = await onSale(sale.db, { pista: 5 });
  const [out, given, on] = [
    request(eventId, { pista: 1 }),
    request(eventId, { pista: 1 }),
    request(eventId, { pista: 1 }),
  ];
  for (const one of [out, given, on]) {
    await sale.join(one);
    await steps.hold(one.preOrderId);
  }
  await steps.giveBack(given.preOrderId, 'given_back');
  const text = "UPDATE pre_order SET expires_at = now() - interval '3 seconds' WHERE id = $1";
  await sale.db.query({ name: 'overdue', text }, [out.preOrderId]);
  expect((await readSaleNumbers(sale.db)).overdueSeconds).toBeCloseTo(3, 0);
  for (const one of [on, given, out]) await steps.releaseOverdue(one.preOrderId);
  expect(late).toEqual([expect.closeTo(3, 0)]);
});

test("every process's metrics include the database's numbers, and leave them out quickly without Postgres", async () => {
  const metrics = createMetrics();
  metrics.watchDatabase(sale.db);
  const eventId = await onSale(sale.db, { pista: 5, camarote: 2 });
  await sale.join(request(eventId, { pista: 2 }));
  const series = seriesIn(await metrics.text());
  expect(series.get('bilheteria_tickets')).toContainEqual({ event: eventId, state: 'held' });
  expect(await metrics.text()).toContain(`bilheteria_tickets{event="${eventId}",state="available"} 5`);

  const without = createMetrics();
  without.watchDatabase({ ...sale.db, usage: sale.db.usage, query: () => new Promise(() => undefined) });
  const began = performance.now();
  const text = await without.text();
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(text).toContain('bilheteria_postgres_up 0');
  expect(text).not.toMatch(/^bilheteria_(tickets|overdue_hold_seconds|oldest_call_seconds)[{ ]/m);
});

test('a failing source of metrics leaves the others in place', async () => {
  const metrics = createMetrics();
  metrics.include(() => Promise.reject(new Error('away')));
  metrics.include(() => Promise.resolve('theirs 1\n'));
  expect(await metrics.text()).toMatch(/bilheteria_errors_total 0[^]*theirs 1\n$/);
});

test('a clock that is minutes off gives no wrong latency, and streams do not count as slow answers', async () => {
  const metrics = createMetrics();
  const told = (heldMsAgo: number) => {
    const server = Date.now() - 300_000;
    metrics.onHoldTold({
      status: 'pre_order',
      heldAt: new Date(server - heldMsAgo),
      serverTime: new Date(server),
    } as never);
  };
  told(5);
  told(40);
  const answered = {
    ...{
      requestId: 'r',
      method: 'GET',
      status: 200,
      aborted: false,
      eventId: undefined,
      preOrderId: undefined,
    },
  };
  metrics.onAnswered({ ...answered, route: '/api/pre-orders/:id/stream', ms: 60_000 });
  metrics.onAnswered({ ...answered, route: '/api/pre-orders/:id', ms: 2 });
  const text = await metrics.text();
  expect(text).toContain('bilheteria_hold_to_answer_seconds_count 2');
  expect(text).toContain('bilheteria_hold_to_answer_seconds_bucket{le="0.1"} 2');
  expect(text).toContain('route="/api/pre-orders/:id",method="GET",status="2xx"} 1');
  expect(text).not.toContain('/stream');
});

test('each process audits at its start and then in turns, also after a failure, which is reported', async () => {
  const [found, errors] = [[] as number[], [] as unknown[]];
  let [minute, broken] = [3, true];
  const db = { ...sale.db, usage: sale.db.usage };
  db.transaction = (work, ms) =>
    broken ? Promise.reject(new Error('too slow')) : sale.db.transaction(work, ms);
  const audit = createAuditor(
    db,
    (offenders) => found.push(offenders.length),
    (error) => errors.push(error),
    () => minute,
  );
  await audit();
  expect([found.length, errors.length]).toEqual([0, 1]);
  broken = false;
  for (minute of [4, 5, 10, 11]) await audit();
  expect(found.length).toBe(2);
});

test('offenders are counted by invariant, and the other invariants report 0', async () => {
  const metrics = createMetrics();
  expect(await metrics.text()).not.toMatch(
    /^bilheteria_(invariant_offenders|audited_timestamp_seconds)[{ ]/m,
  );
  metrics.onAudited([1, 2].map(() => ({ invariant: 'stock', eventId: 'e', offender: randomUUID() })));
  const text = await metrics.text();
  expect(text).toContain('bilheteria_invariant_offenders{invariant="stock"} 2');
  expect(text).toContain('bilheteria_invariant_offenders{invariant="limit"} 0');
});
