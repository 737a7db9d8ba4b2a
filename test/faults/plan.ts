import { randomFrom, type Random } from './random';

/** Everything that can be done to the sale's parts, in the order in which the first plans do one each. */
export const KINDS = [
  'kill app',
  'kill temporal',
  'kill postgres',
  'freeze app',
  'freeze temporal',
  'freeze postgres',
  'cut app–postgres',
  'cut app–temporal',
  'cut client–app',
  'silence app–postgres',
  'silence app–temporal',
  'silence client–app',
  'forget app–postgres',
  'forget app–temporal',
  'delay app–postgres',
  'delay app–temporal',
  'delay client–app',
  'read-only postgres',
  'full disk',
  'clock ahead',
  'clock behind',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Fault {
  kind: Kind;
  /** Whose: of the faults that concern a replica or its links. */
  of: 'one' | 'two' | 'both';
  /** From the begin of the sale, and how long, in milliseconds. */
  atMs: number;
  forMs: number;
}

/** A sale and what befalls it; the same for the same seed. */
export interface Plan {
  seed: number;
  faults: Fault[];
  /** Buyers at once. */
  buyers: number;
  capacity: Record<string, number>;
  holdSeconds: number;
  idleSeconds: number;
  maxPerBuyer: number;
  /** What a buyer does is random, too. */
  random: Random;
}

const LONGEST_MS = 15_000;

/** Short enough to be over soon after a plan, in seconds. */
const HOLDS = [4, 6, 10];

/**
 * The first seeds do one kind of fault each, so long that no timeout outlasts it; later ones several at random,
 * which may overlap.
 */
export function planOf(seed: number): Plan {
  const random = randomFrom(seed);
  const alone = KINDS[seed - 1];
  const faults = alone
    ? [{ ...fault(random, alone), atMs: 2_500, forMs: momentary(alone) ? 4_000 : LONGEST_MS }]
    : Array.from({ length: random.whole(3, 6) }, () => ({
        ...fault(random, random.one(KINDS)),
        atMs: random.whole(500, 12_000),
      }));
  return sale(seed, random, faults);
}

/** Every kind once, one shortly after the other, at one replica and the other in turns. */
export function shortPlan(seed: number): Plan {
  const random = randomFrom(seed);
  const faults = KINDS.map((kind, i) => ({
    ...fault(random, kind),
    ...{ of: i % 2 ? ('two' as const) : ('one' as const), atMs: 1_500 + i * 3_000, forMs: 1_500 },
  }));
  return sale(seed, random, faults);
}

/** Done at once: there is nothing to end. */
const momentary = (kind: Kind) => /^(kill|forget)/.test(kind);

function fault(random: Random, kind: Kind): Fault {
  const of = random.one(['one', 'two', 'one', 'two', 'both'] as const);
  // Short ones often, long ones sometimes.
  const forMs = random.chance(0.2) ? random.whole(5_000, LONGEST_MS) : random.whole(300, 5_000);
  return { kind, of, atMs: 0, forMs };
}

function sale(seed: number, random: Random, faults: Fault[]): Plan {
  const holdSeconds = random.one(HOLDS);
  return {
    ...{ seed, holdSeconds, faults: faults.sort((a, b) => a.atMs - b.atMs) },
    idleSeconds: Math.min(holdSeconds, random.one([3, 5])),
    buyers: random.whole(12, 28),
    capacity: { pista: random.whole(20, 120), vip: random.whole(5, 40) },
    maxPerBuyer: random.whole(2, 5),
    random: random.fork(),
  };
}
