/** Who asked, carried over to a statement that is made for several. */
export interface BatchContext<C = unknown> {
  /** Of whoever calls. */
  current(): C;
  /** Does the work for these, in the order of their items. */
  run<T>(of: C[], work: () => Promise<T>): Promise<T>;
}

export interface BatcherOptions<T, R> {
  /** Runs one statement for all items; answers in their order. */
  run(items: T[]): Promise<R[]>;
  /** Items of different lanes go on side by side; within a lane one batch after the other. */
  lane?(item: T): string;
  /** Items with the same identity never share a batch; the later one goes into the next. */
  identity?(item: T): string;
  /** The most items in one statement. */
  max?: number;
  /** How long after the start of a batch the few that wait for its end wait for others to join them, in milliseconds; left out: not. */
  restMs?(): number;
  /** True for an error that says nothing about the items, such as an outage: then all share it. */
  isOutage(error: unknown): boolean;
  /** There where it is traced who asked. */
  context?: BatchContext | undefined;
  /** @param seconds how long the statement took, whatever came of it. */
  onBatch?(size: number, seconds: number): void;
}

/** So many share a statement well enough to wait for no others, or no longer. */
const ENOUGH = 16;

interface Waiting<T, R> {
  item: T;
  asker?: unknown;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Micro-batches: the first item goes at once, alone; everything that arrives while a statement runs
 * goes together into the next one, in order. So nobody waits for a batch to fill, and a hot row is
 * locked once a batch instead of once a request.
 */
export class Batcher<T, R> {
  private readonly lanes = new Map<string, Waiting<T, R>[]>();
  /** Ends the rest of a lane. */
  private readonly resting = new Map<string, () => void>();

  constructor(private readonly options: BatcherOptions<T, R>) {}

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const lane = this.options.lane?.(item) ?? '';
      const waiting = this.lanes.get(lane);
      const one = { item, resolve, reject, asker: this.options.context?.current() };
      if (waiting) {
        waiting.push(one);
        if (waiting.length >= ENOUGH) this.resting.get(lane)?.();
      } else {
        this.lanes.set(lane, [one]);
        void this.work(lane);
      }
    });
  }

  /** How many wait for the next statement. */
  get pending(): number {
    let count = 0;
    for (const waiting of this.lanes.values()) count += waiting.length;
    return count;
  }

  private async work(lane: string): Promise<void> {
    const waiting = this.lanes.get(lane);
    while (waiting && waiting.length > 0) {
      const began = performance.now();
      await this.settle(this.take(waiting));
      const restMs = (this.options.restMs?.() ?? 0) - (performance.now() - began);
      // Whoever comes one by one has nobody to share with; and so many share enough already.
      const few = waiting.length > 0 && waiting.length < ENOUGH;
      if (restMs > 0 && few) await this.rest(lane, restMs);
    }
    this.lanes.delete(lane);
  }

  private rest(lane: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.resting.delete(lane);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.resting.set(lane, end);
    });
  }

  private take(waiting: Waiting<T, R>[]): Waiting<T, R>[] {
    const { max = 128, identity } = this.options;
    if (!identity) return waiting.splice(0, max);
    const batch: Waiting<T, R>[] = [];
    const later: Waiting<T, R>[] = [];
    const seen = new Set<string>();
    for (const one of waiting.splice(0)) {
      const id = identity(one.item);
      if (batch.length < max && !seen.has(id)) batch.push(one);
      else later.push(one);
      seen.add(id);
    }
    waiting.push(...later);
    return batch;
  }

  private async settle(batch: Waiting<T, R>[]): Promise<void> {
    const began = performance.now();
    const done = () => this.options.onBatch?.(batch.length, (performance.now() - began) / 1_000);
    try {
      const { context, run } = this.options;
      const work = () => run(batch.map((one) => one.item));
      const askers = context && batch.map((one) => one.asker);
      const results = await (askers ? context.run(askers, work) : work());
      done();
      batch.forEach((one, i) => one.resolve(results[i] as R));
    } catch (error) {
      done();
      const [first, ...others] = batch;
      if (first === undefined) return;
      if (others.length === 0 || this.options.isOutage(error)) {
        for (const one of batch) one.reject(error);
        return;
      }
      // One item that the database can't take must not fail the others: each is tried alone.
      for (const one of batch) await this.settle([one]);
    }
  }
}
