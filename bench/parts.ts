import { cost, FULL_COST, SMALL_COST } from './cost/cost';
import { lateness } from './lateness';
import { certain } from './line/certain';
import { drawing } from './line/drawing';
import { join } from './line/join';
import { million } from './line/million';
import { rush } from './line/rush';
import { slowClient } from './line/slow-client';
import { money } from './money/money';
import { overload } from './long/overload';
import { soak } from './long/soak';
import { people } from './people/people';
import { openHolds } from './open-holds';
import type { Result } from './report';
import { reservePath } from './reserve-path';
import { sagas } from './sagas';
import { wholeEvent } from './whole-event';
import { setUp, type Setup } from './setup';

export interface Part {
  name: string;
  /** It starts its own servers. */
  alone?: true;
  run(say: (text: string) => void, pair: () => Promise<Setup>): Promise<Result>;
}

/** Every part of the benchmark, in the order in which they run. Parts that are not `alone` share one set of servers. */
export function parts(smoke: boolean, minutes = 30): Part[] {
  return [
    { name: 'sagas', run: async (say, pair) => sagas(await pair(), say, smoke) },
    { name: 'bare', alone: true, run: (say) => bare(say, smoke) },
    { name: 'reserve', run: async (_say, pair) => reservePath(await pair(), smoke ? 64 : 3_000) },
    { name: 'lateness', run: async (_say, pair) => lateness(await pair(), smoke ? 20 : 300) },
    { name: 'open', run: async (_say, pair) => openHolds(await pair(), smoke ? 50 : 5_000) },
    { name: 'cost', alone: true, run: (say) => cost(say, smoke ? SMALL_COST : FULL_COST) },
    {
      name: 'certain',
      alone: true,
      run: () =>
        certain(smoke ? { rounds: 1, count: 200, alone: 5 } : { rounds: 5, count: 6_000, alone: 60 }),
    },
    {
      name: 'join',
      alone: true,
      run: () => join(smoke ? { rounds: 1, count: 200 } : { rounds: 5, count: 6_000 }),
    },
    {
      name: 'million',
      alone: true,
      run: () =>
        million(
          smoke
            ? { waiting: 2_000, calls: 3, rounds: 1, count: 64 }
            : { waiting: 1_000_000, calls: 300, rounds: 3, count: 2_000 },
        ),
    },
    {
      name: 'rush',
      alone: true,
      run: () =>
        rush(smoke ? { buyers: 50, each: 2, tickets: 20 } : { buyers: 5_000, each: 4, tickets: 2_000 }),
    },
    {
      name: 'slow',
      alone: true,
      run: () =>
        slowClient(
          smoke
            ? { sales: 1, entries: 20, tickets: 6, arrivals: 20 }
            : { sales: 5, entries: 400, tickets: 100, arrivals: 400 },
        ),
    },
    { name: 'drawing', alone: true, run: () => drawing(smoke ? 2_000 : 1_000_000) },
    {
      name: 'whole',
      alone: true,
      run: (say) =>
        wholeEvent(
          smoke
            ? { sold: 2_000, waiting: 2_000, holds: 1_500, seconds: 3 }
            : { sold: 300_000, waiting: 1_000_000, holds: 100_000, seconds: 20 },
          say,
        ),
    },
    {
      name: 'people',
      alone: true,
      run: () =>
        people(
          smoke
            ? { rounds: 1, count: 200, codesPerMinute: 600, seconds: 2, addresses: 20, revocations: 3 }
            : {
                ...{ rounds: 5, count: 4_000, codesPerMinute: 10_000, seconds: 60 },
                ...{ addresses: 2_000, revocations: 300 },
              },
        ),
    },
    {
      name: 'money',
      alone: true,
      run: (say) =>
        money(
          smoke
            ? { rounds: 1, sagas: 24, webhooks: 50, seconds: 1, bounds: 10 }
            : { rounds: 5, sagas: 300, webhooks: 500, seconds: 10, bounds: 300 },
          say,
        ),
    },
    {
      name: 'overload',
      alone: true,
      run: (say) =>
        overload(
          smoke
            ? { capacityOf: 24, factors: [0.5], limited: [2], seconds: 1 }
            : { capacityOf: 600, factors: [0.25, 0.5, 1, 1.5, 2, 3, 4], limited: [1, 2, 4], seconds: 10 },
          say,
        ),
    },
    {
      name: 'soak',
      alone: true,
      run: (say) =>
        soak(
          smoke
            ? { minutes: 0.1, capacityOf: 24, sampleMs: 500 }
            : { minutes, capacityOf: 400, sampleMs: 5_000 },
          say,
        ),
    },
  ];
}

/** The sagas again, against the barest possible program (naive/bare.ts): what the engine and the SDK cost alone. */
async function bare(say: (text: string) => void, smoke: boolean): Promise<Result> {
  const setup = await setUp(say, { other: 'bare' });
  try {
    const found = await sagas(setup, say, smoke);
    // The targets are for the comparison with the naive program.
    return { ...found, rows: found.rows.map(({ target: _goal, ...row }) => row) };
  } finally {
    await setup.stop();
  }
}
