import type { FaultToAdd } from '../helpers/sandbox-process';
import { createRandom, type Random } from './random';

/** Every kind of fault. Seed 1 uses the first one alone, seed 2 the second, and so on. */
export const FAULT_KINDS = [
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
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  /** The affected replica, for faults of a replica or of its links. */
  target: 'one' | 'two' | 'both';
  /** Milliseconds from the start of the sale. */
  startMs: number;
  durationMs: number;
}

/** How an event is sold: at once or with a draw, or at once and for money. */
export type SaleKind = 'open' | 'drawn' | 'paid';

/** A sale and its faults. The same seed gives the same plan. */
export interface Plan {
  seed: number;
  faults: Fault[];
  /** Of the payment provider, from the start of the sale to its end. */
  providerFaults: FaultToAdd[];
  sales: SaleKind[];
  /** The number of buyers at the same time. */
  buyers: number;
  /** Of people who sign in. */
  people: number;
  capacity: Record<string, number>;
  holdSeconds: number;
  idleSeconds: number;
  maxPerBuyer: number;
  /** Decides what the buyers do. */
  random: Random;
}

const MAX_DURATION_MS = 15_000;

/** Short enough that every hold ends soon after the plan. */
const HOLD_SECONDS = [4, 6, 10];

/**
 * The first seeds have one kind of fault each, which lasts long enough for timeouts to expire. Later seeds
 * have several random faults, which may overlap.
 */
export function createPlan(seed: number): Plan {
  const random = createRandom(seed);
  const onlyKind = FAULT_KINDS[seed - 1];
  const faults = onlyKind
    ? [
        {
          ...createFault(random, onlyKind),
          startMs: 2_500,
          durationMs: isInstant(onlyKind) ? 4_000 : MAX_DURATION_MS,
        },
      ]
    : Array.from({ length: random.integer(3, 6) }, () => ({
        ...createFault(random, random.pick(FAULT_KINDS)),
        startMs: random.integer(500, 12_000),
      }));
  return addSale(seed, random, faults);
}

/** Every kind of fault once, one after the other, alternating between the replicas. */
export function createShortPlan(seed: number): Plan {
  const random = createRandom(seed);
  const faults = FAULT_KINDS.map((kind, i) => ({
    ...createFault(random, kind),
    ...{ target: i % 2 ? ('two' as const) : ('one' as const), startMs: 1_500 + i * 3_000, durationMs: 1_500 },
  }));
  return addSale(seed, random, faults);
}

/** What requests to the provider are about. */
const OPERATIONS = [
  'checkout.sessions.create',
  'checkout.sessions.expire',
  'paymentIntents.create',
  'paymentIntents.cancel',
  'paymentIntents.capture',
  'refunds.create',
];

/** Each kind of fault of the provider. */
const PROVIDER_FAULTS: readonly FaultToAdd[] = [
  ...OPERATIONS.flatMap((operation): FaultToAdd[] => [
    { do: 'lose-answer', operation, times: 2 },
    { do: 'fail-before', operation, times: 2 },
    { do: 'fail-after', operation, times: 2 },
    { do: 'delay-before', operation, delayMs: 11_000 },
    { do: 'delay-after', operation, delayMs: 11_000 },
  ]),
  { do: 'rate-limit', times: 5 },
  { do: 'delay-after', delayMs: 2_500, times: 8 },
  { do: 'away', forMs: 6_000 },
  { do: 'webhook-never', times: 15 },
  { do: 'webhook-delay', delayMs: 4_000, times: 10 },
  { do: 'webhook-repeat', times: 10 },
  { do: 'webhook-before-answer', times: 10 },
  { do: 'webhook-reverse', times: 4 },
  { do: 'pay-during-cancel', times: 3 },
  { do: 'pay-after-expiry', times: 3 },
  { do: 'pay-twice', times: 2 },
  { do: 'pay-other-amount', times: 3 },
  { do: 'refund-pending', times: 4 },
  { do: 'refund-pending', then: 'failed', times: 2 },
];

const KILLS = ['kill app', 'kill temporal', 'kill postgres'] as const;

/**
 * A paid sale: some kinds of faults of the provider, and processes killed at random moments of a payment.
 */
export function createMoneyPlan(seed: number): Plan {
  const random = createRandom(seed);
  // Two have their turn in each seed, so that all have had it after half of the seeds.
  const inTurn = [2 * seed, 2 * seed + 1].map((i) => PROVIDER_FAULTS[i % PROVIDER_FAULTS.length]);
  const others = Array.from({ length: random.integer(1, 3) }, () => random.pick(PROVIDER_FAULTS));
  const chosen = [...inTurn, ...others].filter((fault) => fault !== undefined);
  // Of a second payment only webhooks tell.
  const isTwice = chosen.some((fault) => fault.do === 'pay-twice');
  const providerFaults = chosen.filter((fault) => !isTwice || fault.do !== 'webhook-never');
  // Far enough from each other that buyers pay in between.
  const faults = Array.from({ length: random.integer(2, 3) }, (_, i) => ({
    ...createFault(random, random.pick(KILLS)),
    ...{ startMs: 2_000 + i * 6_000 + random.integer(0, 4_000), durationMs: 0 },
  }));
  return {
    ...addSale(seed, random, faults),
    ...{ sales: ['paid'], providerFaults },
  };
}

/** An instant fault has no end to wait for. */
const isInstant = (kind: FaultKind) => /^(kill|forget)/.test(kind);

function createFault(random: Random, kind: FaultKind): Fault {
  const target = random.pick(['one', 'two', 'one', 'two', 'both'] as const);
  // Most faults are short, some are long.
  const durationMs = random.chance(0.2) ? random.integer(5_000, MAX_DURATION_MS) : random.integer(300, 5_000);
  return { kind, target, startMs: 0, durationMs };
}

function addSale(seed: number, random: Random, faults: Fault[]): Plan {
  const holdSeconds = random.pick(HOLD_SECONDS);
  return {
    ...{ seed, holdSeconds, faults: faults.sort((a, b) => a.startMs - b.startMs) },
    idleSeconds: Math.min(holdSeconds, random.pick([3, 5])),
    buyers: random.integer(12, 28),
    capacity: { pista: random.integer(20, 120), vip: random.integer(5, 40) },
    maxPerBuyer: random.integer(2, 5),
    random: random.fork(),
    people: random.integer(2, 5),
    sales: ['open', 'drawn', 'paid'],
    providerFaults: [],
  };
}
