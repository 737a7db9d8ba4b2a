import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database';
import type { Reconciled } from '../domain/reconciled';
import type { LineObservers } from '../line';
import type { LeaseOrigin } from '../line/leases';
import { createAuditMetrics } from './audit-metrics';
import { createHttpMetrics } from './http-metrics';
import { watchSales } from './sale-metrics';

/** From a millisecond to ten seconds: what somebody waits for. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** This process in Prometheus's text format. What each number means, and when it is bad: docs/running.md. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, label: string) =>
    new Counter({ name: `bilheteria_${name}`, help, labelNames: [label], registers });
  const histogram = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
    new Histogram({ name: `bilheteria_${name}`, help, buckets, labelNames, registers });

  const sizes = histogram(
    'batch_size',
    'Items that went into one statement',
    [1, 2, 4, 8, 16, 32, 64, 128],
    ['operation'],
  );
  const times = histogram('batch_duration_seconds', 'How long one statement for a batch took', SECONDS, [
    'operation',
  ]);
  const errors = new Counter({
    ...{ name: 'bilheteria_errors_total', help: 'Failures, made up for or not', registers },
  });
  const reconciled = counter(
    'reconciled_total',
    'Workflows that the reconciler restarted or ended: they differed from their rows',
    'what',
  );
  const joins = counter('joins_total', 'Who asked for tickets, by what came of it', 'outcome');
  const leases = counter(
    'leases_total',
    'Steps that this process promised: at its own call, claimed, or taken over from one that did not keep it',
    'how',
  );
  const moves = counter('line_moved_total', 'Who was called from the line, or refused in it', 'what');
  const starts = counter(
    'workflow_starts_total',
    'Workflows started, eagerly or through the task queue',
    'eager',
  );
  const late = histogram(
    'invalidation_lateness_seconds',
    "From a hold's deadline until its tickets were back, by the database's clock",
    [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300],
  );
  // Labels that are known beforehand are there from the beginning: a rate needs a first value.
  for (const how of ['at_call', 'claimed', 'taken_over'] satisfies LeaseOrigin[]) leases.inc({ how }, 0);
  for (const what of ['called', 'refused']) moves.inc({ what }, 0);
  for (const eager of ['true', 'false']) starts.inc({ eager }, 0);
  for (const what of ['restarted', 'ended']) reconciled.inc({ what }, 0);

  const line: LineObservers = {
    onLeased: (how) => leases.inc({ how }),
    onAdvanced: ({ called, refused }) => {
      moves.inc({ what: 'called' }, called);
      moves.inc({ what: 'refused' }, refused);
    },
  };
  const texts: (() => Promise<string>)[] = [() => registry.metrics()];
  return {
    ...line,
    onJoined: (outcome: string) => joins.inc({ outcome }),
    ...createHttpMetrics(registry, SECONDS),
    ...createAuditMetrics(registry),
    onReconciled: ({ restarted, ended }: Reconciled) => {
      reconciled.inc({ what: 'restarted' }, restarted);
      reconciled.inc({ what: 'ended' }, ended);
    },
    onBatch: (operation: string, size: number, seconds: number) => {
      sizes.observe({ operation }, size);
      times.observe({ operation }, seconds);
    },
    onStarted: (eagerly: boolean) => starts.inc({ eager: String(eagerly) }),
    onReleased: (seconds: number) => late.observe(seconds),
    onError: () => errors.inc(),
    watchDatabase: (db: Database) => {
      watchPool(registry, db);
      watchSales(registry, db);
    },
    /** Adds another source of Prometheus text; one that fails is left out. */
    include: (text: () => Promise<string>) => void texts.push(text),
    text: async () => (await Promise.all(texts.map((text) => text().catch(() => '')))).join('\n'),
  };
}

function watchPool(registry: Registry, db: Database): void {
  new Gauge({
    name: 'bilheteria_postgres_connections',
    help: 'Connections to Postgres, and requests that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(db.usage)) this.set({ state }, count);
    },
  });
}
