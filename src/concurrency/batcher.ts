/** Carries the caller's trace context over to a statement that is made for several callers. */
export interface BatchContext<C = unknown> {
  /** The context of the current caller. */
  current(): C;
  /** Does the work for these callers, in the order of their items. */
  run<T>(callers: C[], work: () => Promise<T>): Promise<T>;
}

export interface BatcherOptions<T, R> {
  /** Runs one statement for all items; answers in their order. */
  run(items: T[]): Promise<R[]>;
  /** Items of different lanes go on side by side; within a lane one batch follows the other. */
  lane?(item: T): string;
  /** Items with the same key never share a batch; the later one goes into the next. */
  conflictKey?(item: T): string;
  /** The most items in one statement. */
  max?: number;
  /** True for an error that says nothing about the items, such as an outage: then all share it. */
  isOutage(error: unknown): boolean;
  /** There where requests are traced. */
  context?: BatchContext | undefined;
  /** @param seconds how long the statement took, failed or not. */
  onBatch?(size: number, seconds: number): void;
}

interface Waiting<T, R> {
  item: T;
  caller?: unknown;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Micro-batches: the first item goes at once, alone; everything that arrives while a statement runs goes together
 * into the next one, in order. So no item waits for a batch to fill, and a hot row is locked once a batch instead of
 * once a request.
 */
export class Batcher<T, R> {
  private readonly lanes = new Map<string, Waiting<T, R>[]>();

  constructor(private readonly options: BatcherOptions<T, R>) {}

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const lane = this.options.lane?.(item) ?? '';
      const waiting = this.lanes.get(lane);
      const one = { item, resolve, reject, caller: this.options.context?.current() };
      if (waiting) {
        waiting.push(one);
      } else {
        this.lanes.set(lane, [one]);
        void this.work(lane);
      }
    });
  }

  private async work(lane: string): Promise<void> {
    const waiting = this.lanes.get(lane);
    while (waiting && waiting.length > 0) await this.settle(this.take(waiting));
    this.lanes.delete(lane);
  }

  private take(waiting: Waiting<T, R>[]): Waiting<T, R>[] {
    const { max = 128, conflictKey } = this.options;
    if (!conflictKey) return waiting.splice(0, max);
    const batch: Waiting<T, R>[] = [];
    const later: Waiting<T, R>[] = [];
    const seen = new Set<string>();
    for (const one of waiting.splice(0)) {
      const key = conflictKey(one.item);
      if (batch.length < max && !seen.has(key)) batch.push(one);
      else later.push(one);
      seen.add(key);
    }
    waiting.push(...later);
    return batch;
  }

  private async settle(batch: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.timed(batch);
      batch.forEach((one, i) => one.resolve(results[i] as R));
    } catch (error) {
      if (batch.length <= 1 || this.options.isOutage(error)) {
        for (const one of batch) one.reject(error);
        return;
      }
      // One item that the database can't take must not fail the others: each is tried alone.
      for (const one of batch) await this.settle([one]);
    }
  }

  private async timed(batch: Waiting<T, R>[]): Promise<R[]> {
    const { context, run, onBatch } = this.options;
    const work = () => run(batch.map((one) => one.item));
    const began = performance.now();
    try {
      return await (context
        ? context.run(
            batch.map((one) => one.caller),
            work,
          )
        : work());
    } finally {
      onBatch?.(batch.length, (performance.now() - began) / 1_000);
    }
  }
}
