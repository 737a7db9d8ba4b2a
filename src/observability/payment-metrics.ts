import { Counter, Histogram, type Registry } from 'prom-client';

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
  return {
    onProviderCall(operation: string, outcome: 'ok' | 'refused' | 'unavailable', seconds: number): void {
      calls.inc({ operation, outcome });
      times.observe({ operation }, seconds);
    },
  };
}
