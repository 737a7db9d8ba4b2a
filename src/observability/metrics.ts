import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database';
import type { Reconciled } from '../domain/reconciled';
import type { LineObservers } from '../line';
import type { LeaseOrigin } from '../line/leases';
import { createAuditMetrics } from './audit-metrics';
import { addGauge } from './gauge';
import { createHttpMetrics } from './http-metrics';
import { createMailMetrics, watchMails } from './mail-metrics';
import { createPaymentMetrics, watchPayments } from './payment-metrics';
import { watchSales } from './sale-metrics';
import { watchTemporal, type TemporalCheck } from './temporal-metrics';

/** From a millisecond to ten seconds, the range of what a buyer waits for. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LATENESS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128];
const HELP = {
  late: "Time from a hold's deadline until its tickets were available again, by the database's clock",
  errors: 'Failures, including those that a retry made good',
  reconciled: 'Workflows that the reconciler restarted or ended because they differed from their rows',
  leases: 'Workflow steps this process took on: at its own call, claimed, or taken over from another process',
  moves: 'Buyers called from the line, or refused in it',
};
const LEASES: LeaseOrigin[] = ['at_call', 'claimed', 'taken_over'];

/** This process's metrics in Prometheus's text format. docs/running.md says what each means and when to act. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  /** Known label values start at 0, because a rate needs a first value. */
  const counter = (name: string, help: string, label: string, ...values: string[]) => {
    const made = new Counter({ name: `bilheteria_${name}`, help, labelNames: [label], registers });
    for (const value of values) made.inc({ [label]: value }, 0);
    return made;
  };
  const histogram = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
    new Histogram({ name: `bilheteria_${name}`, help, buckets, labelNames, registers });

  const sizes = histogram('batch_size', 'Requests that share one statement', SIZES, ['operation']);
  const times = histogram('batch_duration_seconds', 'Duration of a statement', SECONDS, ['operation']);
  const late = histogram('invalidation_lateness_seconds', HELP.late, LATENESS);
  const errors = new Counter({ name: 'bilheteria_errors_total', help: HELP.errors, registers });
  const reconciled = counter('reconciled_total', HELP.reconciled, 'what', 'restarted', 'ended');
  const joins = counter('joins_total', 'Requests for tickets by outcome', 'outcome');
  const leases = counter('leases_total', HELP.leases, 'how', ...LEASES);
  const moves = counter('line_moved_total', HELP.moves, 'what', 'called', 'refused');
  const starts = counter('workflow_starts_total', 'Workflow starts, eager or not', 'eager', 'true', 'false');

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
    ...createMailMetrics(registry),
    ...createPaymentMetrics(registry),
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
      const help = 'Connections to Postgres, and requests that wait for one';
      addGauge(registry, 'postgres_connections', help, ['state'], () =>
        Object.entries(db.usage).map(([state, count]) => [count, { state }]),
      );
      watchSales(registry, db);
      watchMails(registry, db);
      watchPayments(registry, db);
    },
    watchTemporal: (temporal: TemporalCheck) => watchTemporal(registry, temporal),
    /** Adds another source of Prometheus text. A source that fails is left out. */
    include: (text: () => Promise<string>) => void texts.push(text),
    text: async () => (await Promise.all(texts.map((text) => text().catch(() => '')))).join('\n'),
  };
}
