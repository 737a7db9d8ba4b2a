import { onSale } from '../test/helpers/database';
import { hold } from './buyers';
import { closedLoop, type Measured } from './load';
import { memoryMb } from './processes';
import type { Result } from './report';
import type { Setup } from './setup';

/** What many open holds cost: memory of the process that keeps them, and time of the next visitor. */
export async function openHolds(setup: Setup, count: number): Promise<Result> {
  const { db, ours } = setup;
  await onSale(db, { pista: 100_000 }, { id: 'open', holdSeconds: 3_600, idleSeconds: 3_600 });
  const holdOne = () => hold(setup, 'open');
  const alone = (): Promise<Measured> => closedLoop(60, 1, holdOne);
  await alone();
  const before = await alone();
  await closedLoop(count, 24, holdOne);
  const after = await alone();
  const memory = memoryMb(ours.process.pid ?? 0);
  const what = `memory of the app with ${count} holds open`;
  return {
    details: { count, before, after, memory },
    rows: [
      { what, unit: 'MB', ours: memory.now, target: '< 1200' },
      {
        ...{ what: 'next pre-order alone, p50, none open and then', unit: 'ms' },
        ...{ other: before.p50, ours: after.p50, ratio: after.p50 / before.p50, target: '<= 1.3' },
      },
    ],
  };
}
