import { abandonPayment, openTask } from '../../src/db/payments';
import { keepEvents } from '../../src/db/webhook-inbox';
import { readPaymentNumbers } from '../../src/db/payment-numbers';
import { createMetrics } from '../../src/observability/metrics';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';
import { hear, pay, refund } from '../helpers/payments';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

const run = (text: string) => sale.db.transaction((tx) => tx.query(text, []));

async function paying(): Promise<string> {
  const asked = request(await onSale(sale.db, { pista: 1 }, { payment: 'online' }), { pista: 1 });
  await sale.join(asked);
  await sale.hold(asked.preOrderId);
  await pay(sale.db, asked.preOrderId);
  return asked.preOrderId;
}

test('what is not over is counted by its state, with the age of the oldest; what is over is not', async () => {
  expect(await readPaymentNumbers(sale.db)).toMatchObject({
    payments: { open: { count: 0, oldestSeconds: 0 } },
    ...{ refunds: { count: 0, oldestSeconds: 0 }, webhooksDue: 0, webhookAgeSeconds: null, tasks: [] },
  });
  const [, unknown, uncaptured, given, declined] = [
    await paying(),
    await paying(),
    await paying(),
    await paying(),
    await paying(),
  ];
  await abandonPayment(sale.db, unknown, 'payment_not_completed');
  for (const id of [uncaptured, given]) {
    await hear(sale.db, id, { status: 'authorized' });
    await sale.sell(id);
  }
  await hear(sale.db, given, { status: 'paid', capturedCents: 49_500 });
  await refund(sale.db, given, 'pending');
  await hear(sale.db, declined, { status: 'declined' });
  await run(`UPDATE payment_attempt SET created_at = created_at - interval '100 s' WHERE status = 'unknown'`);
  await run(`UPDATE refund SET created_at = created_at - interval '200 s'`);
  // No event came yet: the silence began with the first payment.
  await run(`UPDATE payment_attempt SET created_at = created_at - interval '300 s' WHERE status = 'paid'`);
  expect((await readPaymentNumbers(sale.db)).webhookAgeSeconds).toBeCloseTo(300, -1);
  const event = { type: 'charge.refunded', objectId: 'ch_1', createdAt: new Date(), detail: {} };
  const none = { intentId: null, attemptId: null, refundId: null };
  await keepEvents(sale.db, [{ id: 'evt_1', ...event, ...none }]);
  await openTask(sale.db, { kind: 'dispute', subject: 'du_1' });
  await openTask(sale.db, { kind: 'reconciliation', subject: 'pi_1' });
  await run(`UPDATE operator_task SET at = at - interval '400 s' WHERE kind = 'dispute'`);
  await run(`UPDATE operator_task SET done_at = now() WHERE kind = 'reconciliation'`);

  const metrics = createMetrics();
  metrics.watchDatabase(sale.db);
  const lines = (await metrics.text()).split('\n');
  const value = (series: string) =>
    Number(
      lines
        .find((line) => line.startsWith(`bilheteria_${series} `))
        ?.split(' ')
        .at(-1),
    );
  expect(['open', 'unknown', 'uncaptured'].map((state) => value(`payments{state="${state}"}`))).toEqual([
    1, 1, 1,
  ]);
  expect(value('oldest_payment_seconds{state="unknown"}')).toBeCloseTo(100, -1);
  expect(value('oldest_payment_seconds{state="uncaptured"}')).toBeLessThan(50);
  expect([value('refunds_pending'), value('webhooks_due')]).toEqual([1, 1]);
  expect(value('oldest_refund_seconds')).toBeCloseTo(200, -1);
  expect(value('webhook_age_seconds')).toBeLessThan(50);
  expect([value('operator_tasks{kind="dispute"}'), value('operator_tasks{kind="reconciliation"}')]).toEqual([
    1, 0,
  ]);
  expect(value('oldest_task_seconds')).toBeCloseTo(400, -1);
});
