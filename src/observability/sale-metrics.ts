import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../db/database';
import { readSaleNumbers, type SaleNumbers } from '../db/sale-numbers';

/** However many ask, the database is asked once in this time, in milliseconds. */
const FRESH_MS = 5_000;

/** How long a scrape waits for the database, in milliseconds: one without these numbers is better than none. */
const PATIENCE_MS = 1_500;

/** Numbers of the database: every process has the same, so dashboards take their maximum and never their sum. */
export function watchSales(registry: Registry, db: Database): void {
  let readAt = -Infinity;
  let reading: Promise<SaleNumbers | undefined> = Promise.resolve(undefined);
  const read = () => {
    if (performance.now() - readAt >= FRESH_MS) {
      readAt = performance.now();
      reading = Promise.race([
        readSaleNumbers(db).catch(() => undefined),
        delay(PATIENCE_MS, undefined, { ref: false }),
      ]);
    }
    return reading;
  };
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    show: (gauge: Gauge, numbers: SaleNumbers) => void,
  ) =>
    new Gauge({
      ...{ name: `bilheteria_${name}`, help, labelNames, registers: [registry] },
      async collect() {
        const numbers = await read();
        // What isn't known is left out, not shown as it was.
        if (labelNames.length > 0) this.reset();
        else this.remove();
        if (numbers) show(this, numbers);
      },
    });

  gauge('line_waiting', 'Who waits in line, or has entered the draw', ['event'], (one, { events }) => {
    for (const { eventId, waiting } of events) one.set({ event: eventId }, waiting);
  });
  gauge('tickets', 'Tickets of sales that are not over', ['event', 'state'], (one, { events }) => {
    for (const { eventId: event, available, held, sold, deficit } of events)
      for (const [state, count] of Object.entries({ available, held, sold, deficit }))
        one.set({ event, state }, count);
  });
  gauge('overdue_hold_seconds', 'How long the most overdue hold is past its deadline', [], (one, numbers) =>
    one.set(Math.max(0, numbers.overdueSeconds)),
  );
  gauge(
    'oldest_call_seconds',
    'How long the oldest call or accepted checkout waits for its workflow',
    [],
    (one, n) => one.set(Math.max(0, n.oldestCallSeconds)),
  );
  new Gauge({
    name: 'bilheteria_postgres_up',
    help: 'Whether Postgres answered',
    registers: [registry],
    async collect() {
      this.set((await read()) ? 1 : 0);
    },
  });
}
