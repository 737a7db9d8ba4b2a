/** What goes wrong on purpose. Each rule holds for some matching requests and is then used up. */

export type CallFault = 'lost' | 'fails_after' | 'fails_before' | 'too_many' | 'away';
export type WebhookFault = 'never' | 'before_answer' | 'three_times' | 'reversed' | 'late';
export type PaymentFault = 'paid_during_cancel' | 'paid_after_expiry' | 'paid_twice' | 'wrong_amount';
export type RefundFault = 'pending' | 'pending_then_failed' | 'fails';

export interface FaultRule {
  fault: CallFault | WebhookFault | PaymentFault | RefundFault | 'delay';
  /** The operation, such as `refunds.create`; without it, any. */
  on?: string;
  /** How often; once without it. */
  times?: number;
  /** Of a delay, of being away, and of a late webhook, in milliseconds. */
  ms?: number;
}

const SEEDED: FaultRule[] = [
  { fault: 'lost' },
  { fault: 'fails_after' },
  { fault: 'fails_before' },
  { fault: 'too_many' },
  { fault: 'delay', ms: 400 },
  { fault: 'delay', ms: 12_000 },
  { fault: 'never' },
  { fault: 'before_answer' },
  { fault: 'three_times' },
  { fault: 'late', ms: 3_000 },
  { fault: 'paid_during_cancel' },
  { fault: 'paid_after_expiry' },
  { fault: 'paid_twice' },
  { fault: 'wrong_amount' },
  { fault: 'pending' },
  { fault: 'pending_then_failed' },
];

/** How many of a hundred moments have a fault, with a seed. */
const SEEDED_PERCENT = 8;

export class Faults {
  private rules: FaultRule[] = [];
  private random: (() => number) | undefined;

  add(rules: FaultRule[]): void {
    this.rules.push(...rules.map((rule) => ({ ...rule })));
  }

  /** The same seed and the same order of requests give the same faults. */
  seed(seed: number): void {
    this.random = mulberry32(seed);
  }

  clear(): void {
    this.rules = [];
    this.random = undefined;
  }

  /** Uses up the first rule of one of these faults. @param on the operation, where the fault is about one. */
  take(kinds: readonly FaultRule['fault'][], on?: string): FaultRule | undefined {
    const found = this.rules.find(
      (rule) => kinds.includes(rule.fault) && (rule.on === undefined || on === undefined || rule.on === on),
    );
    if (!found) return this.draw(kinds);
    found.times = (found.times ?? 1) - 1;
    if (found.times <= 0) this.rules.splice(this.rules.indexOf(found), 1);
    return found;
  }

  private draw(kinds: readonly FaultRule['fault'][]): FaultRule | undefined {
    if (!this.random || this.random() * 100 >= SEEDED_PERCENT) return undefined;
    const possible = SEEDED.filter(({ fault }) => kinds.includes(fault));
    return possible[Math.floor(this.random() * possible.length)];
  }
}

/** A small generator of reproducible numbers from 0 to 1. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
