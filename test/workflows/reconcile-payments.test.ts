/** The daily comparison with the payment provider's books: its schedule, and the workflow that it starts. */
import { randomUUID } from 'node:crypto';
import { RECONCILE_PAYMENTS_SCHEDULE } from '../../src/contract/names';
import type { Payments } from '../../src/payments';
import { createReconcilePayments } from '../../src/payments/reconcile';
import { schedulePaymentsReconciliation } from '../../src/temporal/payments-schedule';
import { openProviderBooks } from '../helpers/provider-books';
import { startTestWorkflows, type TestWorkflows } from '../helpers/workflows';

const books = openProviderBooks();
let parts: TestWorkflows;
beforeAll(async () => {
  parts = await startTestWorkflows(`payments-${randomUUID()}`, ({ db }) => {
    const compare = createReconcilePayments({ db, provider: books });
    return { reconcile: compare } as Payments;
  });
}, 60_000);
afterAll(() => parts.stop(), 30_000);

test('there is one schedule, whatever number of processes ask for it, and it compares the last three days', async () => {
  const { client, taskQueue } = parts;
  await Promise.all([1, 2, 3].map(() => schedulePaymentsReconciliation(client, taskQueue)));
  const schedule = client.schedule.getHandle(RECONCILE_PAYMENTS_SCHEDULE);
  const next = (await schedule.describe()).info.nextActionTimes;
  expect(next.slice(0, 2).map((at) => at.toISOString().slice(11, 16))).toEqual(['04:30', '04:30']);
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  for (const [days, providerId] of [
    [2.9, 'pi_foreign'],
    [3.01, 'pi_of_last_week'],
  ] as const)
    books.records.push({
      ...{ kind: 'payment', providerId, amountCents: 100, currency: 'BRL', status: 'succeeded' },
      createdAt: daysAgo(days),
    });
  await schedule.trigger();
  let started: string | undefined;
  while (started === undefined)
    started = (await schedule.describe()).info.recentActions.at(-1)?.action.workflow.workflowId;
  expect(started).toMatch(/^reconcile-payments-/);
  const counts = { foreign_payment: 1 };
  expect(await client.workflow.getHandle(started).result()).toMatchObject({ payments: 2, counts });
  const text = 'SELECT subject FROM operator_task';
  expect(await parts.database.db.query({ name: 'tasks', text }, [])).toEqual([{ subject: 'pi_foreign' }]);
}, 60_000);
