import type { Registry } from 'prom-client';
import type { Database } from '../db/database';
import { readSaleNumbers, type SaleNumbers } from '../db/sale-numbers';
import { addGauge, type Sample } from './gauge';
import { readFresh } from './read-fresh';

/** Numbers from the database. Every process reports the same ones, so dashboards take their maximum, never their sum. */
export function watchSales(registry: Registry, db: Database): void {
  const read = readFresh(() => readSaleNumbers(db));
  const gauge = (name: string, help: string, labels: string[], samples: (numbers: SaleNumbers) => Sample[]) =>
    addGauge(registry, name, help, labels, async () => {
      const numbers = await read();
      return numbers ? samples(numbers) : [];
    });

  gauge('line_waiting', 'Buyers in line or entered in the draw', ['event'], ({ events }) =>
    events.map(({ eventId, waiting }) => [waiting, { event: eventId }]),
  );
  gauge('tickets', 'Tickets of events that are not over', ['event', 'state'], ({ events }) =>
    events.flatMap(({ eventId: event, available, held, sold, deficit }) =>
      Object.entries({ available, held, sold, deficit }).map(([state, count]): Sample => {
        return [count, { event, state }];
      }),
    ),
  );
  const overdue = 'How far the most overdue hold is past its deadline';
  gauge('overdue_hold_seconds', overdue, [], (numbers) => [[Math.max(0, numbers.overdueSeconds)]]);
  const oldest = 'How long the oldest call or accepted checkout has waited for its workflow';
  gauge('oldest_call_seconds', oldest, [], (numbers) => [[Math.max(0, numbers.oldestCallSeconds)]]);
  addGauge(registry, 'postgres_up', '1 if Postgres answered, else 0', [], async () => [
    [(await read()) ? 1 : 0],
  ]);
}
