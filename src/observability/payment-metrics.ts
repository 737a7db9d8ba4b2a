import { Counter, Histogram, type Registry } from 'prom-client';
import type { Database } from '../db/database';
import { readPaymentNumbers, type PaymentNumbers } from '../db/payment-numbers';
import { TASK_KINDS } from '../domain/task-kinds';
import { addGauge, type Sample } from './gauge';
import { readFresh } from './read-fresh';

const OPERATIONS = ['open', 'read', 'cancel', 'capture', 'refund', 'find_refund'];
const OUTCOMES = ['ok', 'refused', 'unavailable'];
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How the payment provider answers this process. */
export function createPaymentMetrics(registry: Registry) {
  const registers = [registry];
  const calls = new Counter({
    ...{
      name: 'bilheteria_payment_calls_total',
      help: 'Requests to the payment provider by outcome',
      registers,
    },
    labelNames: ['operation', 'outcome'],
  });
  // A rate needs a first value.
  for (const operation of OPERATIONS) for (const outcome of OUTCOMES) calls.inc({ operation, outcome }, 0);
  const times = new Histogram({
    ...{
      name: 'bilheteria_payment_call_duration_seconds',
      help: 'How long the payment provider takes',
      registers,
    },
    ...{ buckets: SECONDS, labelNames: ['operation'] },
  });
  for (const operation of OPERATIONS) times.zero({ operation });
  return {
    onProviderCall(operation: string, outcome: 'ok' | 'refused' | 'unavailable', seconds: number): void {
      calls.inc({ operation, outcome });
      times.observe({ operation }, seconds);
    },
  };
}

/** What isn't over, from the database. Every process reports the same. */
export function watchPayments(registry: Registry, db: Database): void {
  const read = readFresh(() => readPaymentNumbers(db));
  const gauge = (name: string, help: string, labels: string[], samples: (n: PaymentNumbers) => Sample[]) =>
    addGauge(registry, name, help, labels, async () => {
      const numbers = await read();
      return numbers ? samples(numbers) : [];
    });
  const perState = (of: 'count' | 'oldestSeconds') => (numbers: PaymentNumbers) =>
    Object.entries(numbers.payments).map(([state, waiting]): Sample => [waiting[of], { state }]);

  gauge('payments', 'Payments that are not over', ['state'], perState('count'));
  gauge('oldest_payment_seconds', 'Age of the oldest one', ['state'], perState('oldestSeconds'));
  gauge('refunds_pending', 'Refunds that are to be made', [], ({ refunds }) => [[refunds.count]]);
  const oldest = 'How long the oldest of them has waited';
  gauge('oldest_refund_seconds', oldest, [], ({ refunds }) => [[refunds.oldestSeconds]]);
  const due = 'Events of the payment provider that wait to be handled';
  gauge('webhooks_due', due, [], ({ webhooksDue }) => [[webhooksDue]]);
  const age = 'How long ago the payment provider sent an event';
  gauge('webhook_age_seconds', age, [], ({ webhookAgeSeconds }) => [[Math.max(0, webhookAgeSeconds ?? 0)]]);
  gauge('operator_tasks', 'What needs a person', ['kind'], ({ tasks }) =>
    TASK_KINDS.map((kind) => [tasks.find((one) => one.kind === kind)?.count ?? 0, { kind }]),
  );
  gauge('oldest_task_seconds', 'How long the oldest of them has waited', [], ({ tasks }) => [
    [Math.max(0, ...tasks.map(({ oldestSeconds }) => oldestSeconds))],
  ]);
}
