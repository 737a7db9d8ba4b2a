/** What can happen to a line, at random. */
import fc from 'fast-check';
import type { Rules } from './line-model';

export const TYPES = ['a', 'b', 'c'];
const BUYERS = 8;
/** Those after the others have signed in; any of the others may turn out to be one of them. */
const ANONYMOUS = 6;

/** A buyer's request. Which ticket types exist is known only when it runs. */
export interface Ask {
  buyer: number;
  key: 'k' | 'l' | undefined;
  items: [type: number, quantity: number][];
  direct: boolean;
}

/** A step in an order's life. The order is given as an index, modulo their number. */
type Step = 'hold' | 'accept' | 'sell' | 'buy' | 'giveBack' | 'leave' | 'release' | 'expire' | 'again';
type Action = 'pause' | 'resume' | 'close' | 'cancel';

export type Command =
  | ({ what: 'join' } & Ask)
  | { what: 'rush'; asks: Ask[] }
  | { what: Step; order: number }
  | { what: 'capacity'; type: number; to: number }
  | { what: Action | 'move' | 'draw' | 'open' }
  | { what: 'away' | 'back'; buyer: number }
  | { what: 'merge'; from: number; to: number }
  | { what: 'presence'; on: boolean };

export const ask: fc.Arbitrary<Ask> = fc.record({
  buyer: fc.nat({ max: BUYERS - 1 }),
  key: fc.option(fc.constantFrom('k' as const, 'l' as const), { nil: undefined, freq: 3 }),
  items: fc.uniqueArray(fc.tuple(fc.nat({ max: 2 }), fc.constantFrom(1, 1, 2, 3)), {
    ...{ minLength: 1, maxLength: 3, selector: ([type]) => type },
  }),
  direct: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const order = fc.nat({ max: 30 });
const simple = (what: 'move' | 'draw' | Action) => fc.constant<Command>({ what });
const steps = (...names: Step[]) =>
  fc.record({ what: fc.constantFrom(...names), order }) as fc.Arbitrary<Command>;
export const joins: fc.Arbitrary<Command> = ask.map((one) => ({ what: 'join', ...one }));
const buyer = fc.nat({ max: BUYERS - 1 });

const merge = fc.record({
  what: fc.constant('merge' as const),
  from: fc.nat({ max: ANONYMOUS - 1 }),
  to: fc.integer({ min: ANONYMOUS, max: BUYERS - 1 }),
});

/** Joins and what follows, some of them at once. */
export const common: fc.WeightedArbitrary<Command>[] = [
  { weight: 14, arbitrary: joins },
  {
    weight: 4,
    arbitrary: fc.array(ask, { minLength: 2, maxLength: 6 }).map((asks) => ({ what: 'rush', asks })),
  },
  { weight: 10, arbitrary: simple('move') },
  { weight: 12, arbitrary: steps('giveBack', 'giveBack', 'buy', 'accept') },
  { weight: 8, arbitrary: steps('hold', 'sell', 'leave', 'release', 'expire', 'again') },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('capacity'), type: fc.nat({ max: 2 }), to: fc.nat({ max: 5 }) }),
  },
  { weight: 1, arbitrary: simple('pause') },
  { weight: 3, arbitrary: simple('resume') },
  { weight: 1, arbitrary: simple('draw') },
  { weight: 2, arbitrary: merge },
];
export const rare: fc.WeightedArbitrary<Command>[] = [
  ...common,
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('away', 'back'), buyer }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('presence'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.oneof(simple('close'), simple('close'), simple('cancel')) },
];
/** Buyers who turn out to be others. */
export const merging: fc.WeightedArbitrary<Command>[] = [
  ...rare,
  { weight: 20, arbitrary: merge },
  { weight: 20, arbitrary: steps('hold', 'hold', 'accept') },
  { weight: 20, arbitrary: joins },
];
/** Buyers who come and go. */
export const fickle: fc.WeightedArbitrary<Command>[] = [
  ...rare,
  { weight: 30, arbitrary: fc.record({ what: fc.constantFrom('away', 'away', 'back'), buyer }) },
  { weight: 8, arbitrary: steps('leave') },
  { weight: 10, arbitrary: simple('move') },
];

export const rules: fc.Arbitrary<Rules> = fc.record({
  capacity: fc
    .array(fc.constantFrom(3, 1, 2, 4, 0), { minLength: 1, maxLength: 3 })
    .map((sizes) => Object.fromEntries(sizes.map((size, i) => [TYPES[i] as string, size]))),
  maxPerBuyer: fc.integer({ min: 3, max: 6 }),
  draw: fc.boolean(),
  presence: fc.boolean(),
});
