interface Entry {
  atMs: number;
  run(): void;
}

/** The longest that a timer of Node's can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** The sandbox's clock, which can be put forward, and what happens by it. */
export class Agenda {
  private readonly entries: Entry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private offset = 0) {}

  get offsetMs(): number {
    return this.offset;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  /** Unix seconds, as Stripe writes times. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  at(atMs: number, run: () => void): void {
    let low = 0;
    for (let high = this.entries.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    this.entries.splice(low, 0, { atMs, run });
    if (low === 0) this.arm();
  }

  /** Puts the clock forward and does at once what is due by then. */
  advance(ms: number): void {
    this.offset += ms;
    this.runDue();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private runDue(): void {
    const now = this.now();
    const later = this.entries.findIndex(({ atMs }) => atMs > now);
    for (const { run } of this.entries.splice(0, later === -1 ? this.entries.length : later)) run();
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.timer);
    const [first] = this.entries;
    if (!first || this.stopped) return;
    const wait = Math.min(Math.max(first.atMs - this.now(), 0), LONGEST_MS);
    this.timer = setTimeout(() => this.runDue(), wait).unref();
  }
}
