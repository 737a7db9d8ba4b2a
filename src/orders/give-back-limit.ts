import { Refusal } from '../domain/refusal';

/** The time in which give-backs are counted, in milliseconds. */
const WINDOW_MS = 60_000;

/**
 * Slows down buyers who take tickets and give them back again and again: each round keeps tickets from others for a
 * moment and costs a workflow. Giving back is never refused. Asking for tickets is, until the minute is over that
 * began with the first give-back. Counted in memory, in each process, as requests are (docs/decisions.md).
 */
export class GiveBackLimit {
  private readonly counts = new Map<string, { count: number; until: number }>();

  /**
   * @param limit how many give-backs in a minute; 0 means no limit.
   * @param clock in milliseconds, never going back.
   */
  constructor(
    private readonly limit: number,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** The buyer has given tickets or a place back. */
  count(buyerId: string): void {
    if (this.limit === 0) return;
    const now = this.clock();
    // All windows are equally long, so those that began first end first.
    for (const [id, { until }] of this.counts) {
      if (until > now) break;
      this.counts.delete(id);
    }
    const one = this.counts.get(buyerId);
    if (one) one.count++;
    else this.counts.set(buyerId, { count: 1, until: now + WINDOW_MS });
  }

  /** @throws {Refusal} `too_many_requests` while the buyer may not ask for tickets. */
  check(buyerId: string): void {
    const one = this.counts.get(buyerId);
    if (!one || one.count < this.limit) return;
    const leftMs = one.until - this.clock();
    if (leftMs > 0)
      throw new Refusal({
        ...{ code: 'too_many_requests', of: 'give_backs' },
        retryAfterSeconds: Math.ceil(leftMs / 1_000),
      });
  }
}
