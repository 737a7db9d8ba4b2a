import { randomUUID } from 'node:crypto';
import { createLine } from '../../src/db/line';
import { closedLoop } from '../load';
import type { Setup } from '../setup';
import { createSale } from './buyers';
import type { CostMeter, Used } from './meter';

/**
 * How fast the calls of one event go through its one row: the statement that holds it, for so many requests at once, and
 * the same requests for two events. Without HTTP and without flows, so that nothing else is the limit.
 */
export async function oneRow(
  setup: Setup,
  meter: CostMeter,
  count: number,
  note: (name: string, count: number, used: Used) => void,
  add: (what: string, unit: string, ours: number) => unknown,
): Promise<void> {
  const { db } = setup;
  const nothing = { unreserveStarts: () => undefined, onBatch: () => undefined };
  // Starts are promised to nobody else for longer than this takes.
  const line = createLine(db, { reserveStarts: (wanted) => wanted, ...nothing });
  for (const [events, atOnce] of [
    [1, 64],
    [1, 512],
    [2, 512],
  ] as const) {
    const ids = Array.from({ length: events }, (_, i) => `row-${atOnce}-${events}-${i}`);
    for (const id of ids) await createSale(setup, id, 1_000_000, 600);
    let perSecond = NaN;
    const used = await meter.of(async () => {
      const call = (i: number) =>
        line.join({
          ...{ id: randomUUID(), eventId: ids[i % events] as string, buyerId: randomUUID() },
          items: [{ ticketType: 'pista', quantity: 1 }],
        });
      ({ perSecond } = await closedLoop(count, atOnce, call));
    });
    const name = `called, ${atOnce} at once, ${events === 1 ? 'one event' : 'two events'}`;
    add(name, '/s', perSecond);
    note(name, count, used);
    // Nobody starts these: they must not become due for the app.
    for (const id of ids) await db.query({ name: 'end_row', text: 'SELECT cancel_pre_orders($1)' }, [id]);
  }
}
