import { onSale, request, stepsOf } from '../../test/helpers/database';
import { closedLoop } from '../load';
import type { Setup } from '../setup';
import type { CostMeter, Used } from './meter';

/**
 * How fast the calls of one event go through its one row, at several numbers of requests at once, and the same requests
 * for two events. Without HTTP and without workflows, so that nothing else is the limit.
 */
export async function oneRow(
  setup: Setup,
  meter: CostMeter,
  count: number,
  note: (name: string, count: number, used: Used) => void,
  add: (what: string, unit: string, ours: number) => unknown,
): Promise<void> {
  const { db } = setup;
  const line = stepsOf(db);
  for (const [events, atOnce] of [
    [1, 64],
    [1, 512],
    [2, 512],
  ] as const) {
    const ids = Array.from({ length: events }, (_, i) => `row-${atOnce}-${events}-${i}`);
    for (const id of ids) await onSale(db, { pista: 1_000_000 }, { id });
    let perSecond = NaN;
    const used = await meter.of(async () => {
      const call = (i: number) => line.join(request(ids[i % events] as string, { pista: 1 }));
      ({ perSecond } = await closedLoop(count, atOnce, call));
    });
    const name = `called, ${atOnce} at once, ${events === 1 ? 'one event' : 'two events'}`;
    add(name, '/s', perSecond);
    note(name, count, used);
    // No workflow starts for these, so they must not become due for the program.
    for (const id of ids) await db.query({ name: 'end_row', text: 'SELECT cancel_pre_orders($1)' }, [id]);
  }
}
