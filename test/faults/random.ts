/** Everything random in a plan comes from its seed. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  one<T>(of: readonly T[]): T;
  /** True so often, from 0 to 1. */
  chance(share: number): boolean;
  /** Another source that depends on nothing but this one's state now. */
  fork(): Random;
}

/** The generator mulberry32: small, and good enough to choose what breaks when. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    one: (of) => of[whole(0, of.length - 1)] as (typeof of)[number],
    chance: (share) => next() < share,
    fork: () => randomFrom(whole(0, 2 ** 32 - 1)),
  };
}
