import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database';
import type { Reconciled } from '../db/reconcile';

/** This process in Prometheus's text format. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const batches = new Histogram({
    name: 'bilheteria_batch_size',
    help: 'Items that went into one statement',
    labelNames: ['operation'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers: [registry],
  });
  const errors = new Counter({
    name: 'bilheteria_errors_total',
    help: 'Failures, made up for or not',
    registers: [registry],
  });
  const reconciled = new Counter({
    name: 'bilheteria_reconciled_total',
    help: 'Workflows that the reconciler restarted or ended: they differed from their rows',
    labelNames: ['what'],
    registers: [registry],
  });
  return {
    onReconciled: ({ restarted, ended }: Reconciled) => {
      reconciled.inc({ what: 'restarted' }, restarted);
      reconciled.inc({ what: 'ended' }, ended);
    },
    onBatch: (operation: string, size: number) => batches.observe({ operation }, size),
    onError: () => errors.inc(),
    watchPool: (db: Database) => {
      new Gauge({
        name: 'bilheteria_postgres_connections',
        help: 'Connections to Postgres',
        labelNames: ['state'],
        registers: [registry],
        collect() {
          for (const [state, count] of Object.entries(db.usage)) this.set({ state }, count);
        },
      });
    },
    text: () => registry.metrics(),
  };
}
