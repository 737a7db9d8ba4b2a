import { randomUUID } from 'node:crypto';
import { createLine, type Lease } from '../../src/db/line';
import { createPreOrderSteps } from '../../src/db/pre-orders';
import { readSaleNumbers } from '../../src/db/sale-numbers';
import { createAuditor } from '../../src/observability/auditor';
import { createMetrics } from '../../src/observability/metrics';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { seriesIn } from '../helpers/observability';

let sale: TestDatabase;
beforeAll(async () => {
  sale = await createTestDatabase();
});
afterAll(() => sale.db.close());

test('a lease counts as taken over only if another process held it', async () => {
  const leases: Lease[] = [];
  const line = (most: number) =>
    createLine(sale.db, {
      ...{ reserveStarts: (wanted) => Math.min(most, wanted), unreserveStarts: () => undefined },
      ...{ onBatch: () => undefined, onLeased: (how) => leases.push(how) },
    });
  const eventId = await onSale(sale.db, { pista: 5 });
  const [promised, unpromised] = [request(eventId, { pista: 1 }), request(eventId, { pista: 1 })];
  await line(1).join(promised);
  await line(0).join(unpromised);
  expect(await line(0).claimDue(10)).toMatchObject([{ preOrderId: unpromised.id, status: 'called' }]);
  expect(leases).toEqual(['at_call', 'claimed']);
  await sale.db.query({ name: 'lapse', text: 'UPDATE pre_order SET lease_until = now() WHERE id = $1' }, [
    promised.id,
  ]);
  expect(await line(0).claimDue(10)).toMatchObject([
    { preOrderId: promised.id, items: [{ ticketType: 'pista' }] },
  ]);
  expect(leases).toEqual(['at_call', 'claimed', 'taken_over']);
});

test('lateness is reported once for a hold that ran out, and not for one that was given back or is still open', async () => {
  const late: number[] = [];
  const steps = createPreOrderSteps(
    sale.db,
    () => undefined,
    undefined,
    (seconds) => late.push(seconds),
  );
  const eventId = await onSale(sale.db, { pista: 5 });
  const [out, given, on] = [
    request(eventId, { pista: 1 }),
    request(eventId, { pista: 1 }),
    request(eventId, { pista: 1 }),
  ];
  for (const one of [out, given, on]) {
    await sale.join(one);
    await steps.hold(one.id);
  }
  await steps.giveBack(given.id, 'given_back');
  const text = "UPDATE pre_order SET expires_at = now() - interval '3 seconds' WHERE id = $1";
  await sale.db.query({ name: 'overdue', text }, [out.id]);
  expect((await readSaleNumbers(sale.db)).overdueSeconds).toBeCloseTo(3, 0);
  for (const one of [on, given, out]) await steps.releaseOverdue(one.id);
  expect(late).toEqual([expect.closeTo(3, 0)]);
});

test("every process exports the database's numbers, and quickly leaves them out while Postgres is down", async () => {
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

test('a failing source of metrics does not affect the others', async () => {
  const metrics = createMetrics();
  metrics.include(() => Promise.reject(new Error('away')));
  metrics.include(() => Promise.resolve('theirs 1\n'));
  expect(await metrics.text()).toMatch(/bilheteria_errors_total 0[^]*theirs 1\n$/);
});

test('a clock that is wrong by minutes does not distort latency, and streams do not count as slow answers', async () => {
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

test('each process audits when it starts, then in turns; a failure is reported and does not stop later audits', async () => {
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

test('offenders are counted by invariant, and the other invariants are 0', async () => {
  const metrics = createMetrics();
  expect(await metrics.text()).not.toMatch(
    /^bilheteria_(invariant_offenders|audited_timestamp_seconds)[{ ]/m,
  );
  metrics.onAudited([1, 2].map(() => ({ invariant: 'stock', eventId: 'e', offender: randomUUID() })));
  const text = await metrics.text();
  expect(text).toContain('bilheteria_invariant_offenders{invariant="stock"} 2');
  expect(text).toContain('bilheteria_invariant_offenders{invariant="limit"} 0');
});
