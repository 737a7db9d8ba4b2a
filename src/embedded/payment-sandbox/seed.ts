import type { Fault } from './faults';

/** Faults that end by themselves, so that a plan can run to its end. */
const KINDS: readonly ((random: () => number) => Fault)[] = [
  (random) => request('lose-answer', random),
  (random) => request('fail-before', random),
  (random) => request('fail-after', random),
  (random) => request('delay-before', random),
  (random) => request('delay-after', random),
  (random) => request('rate-limit', random),
  (random) => ({ do: 'away', forMs: between(random, 200, 5_000) }),
  (random) => webhook('webhook-before-answer', random),
  (random) => webhook('webhook-repeat', random),
  (random) => webhook('webhook-reverse', random),
  (random) => webhook('webhook-delay', random),
  (random) => webhook('webhook-never', random),
  () => ({ do: 'pay-during-cancel', times: 1 }),
  () => ({ do: 'pay-after-expiry', times: 1 }),
  () => ({ do: 'pay-twice', times: 1 }),
  () => ({ do: 'pay-other-amount', times: 1 }),
  (random) => ({
    do: 'refund-pending',
    then: random() < 0.5 ? 'succeeded' : 'failed',
    afterMs: between(random, 0, 5_000),
    times: 1,
  }),
];

const OPERATIONS = [
  'checkout.sessions.create',
  'checkout.sessions.retrieve',
  'checkout.sessions.expire',
  'paymentIntents.create',
  'paymentIntents.retrieve',
  'paymentIntents.cancel',
  'paymentIntents.capture',
  'refunds.create',
];

/** A plan of faults; the same seed draws the same plan. */
export function faultsOf(seed: number, count: number): Fault[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => pick(KINDS, random)(random));
}

type RequestKind = Extract<Fault, { operation?: unknown }>['do'];
type WebhookKind = Extract<Fault, { type?: unknown }>['do'];

const request = (kind: RequestKind, random: () => number): Fault => ({
  do: kind,
  operation: pick(OPERATIONS, random),
  times: between(random, 1, 3),
  delayMs: kind.startsWith('delay') ? between(random, 100, 15_000) : 0,
});

const webhook = (kind: WebhookKind, random: () => number): Fault => ({
  do: kind,
  times: between(random, 1, 3),
  delayMs: kind === 'webhook-delay' ? between(random, 100, 10_000) : 0,
});

const between = (random: () => number, least: number, most: number) =>
  least + Math.floor(random() * (most - least + 1));

function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}

/** Mulberry32: numbers from 0 to 1 that follow from the seed. */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
