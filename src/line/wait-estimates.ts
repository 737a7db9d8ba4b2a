import { coalesce } from '../concurrency/coalesce';
import type { Line } from '../domain/line';

/** The time whose calls make the rate, and the least of it that says something, in milliseconds. */
const RATE_MS = 60_000;
const LEAST_MS = 5_000;

/** How far apart the samples of the rate are, in milliseconds. */
const SAMPLE_MS = 1_000;

/** How many had been called from a line by when, oldest first, and whether only returned tickets were left then. */
type Samples = { at: number; called: number; limited: boolean }[];

/** Reads the lines for all who ask, and estimates from how fast they go how long a wait may be. */
export class WaitEstimates {
  private readonly samples = new Map<string, Samples>();
  private readonly opensAt = new Map<string, Date>();
  private readonly readAt = new Map<string, number>();
  /** @throws {Refusal} `event_not_found`. */
  readonly read: (eventId: string) => Promise<Line>;

  /** @param clock in milliseconds, never going back. */
  constructor(
    readLine: (eventId: string) => Promise<Line>,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.read = coalesce(async (eventId) => {
      const line = await readLine(eventId);
      this.sample(line);
      return line;
    });
  }

  /**
   * Estimates the wait behind this many people, in seconds, from the rate of the last minute. Calls from stock that
   * was still there (the rush at an opening) don't count, because they don't show how fast tickets come back.
   * @returns null where that isn't known: nobody was called lately, or there are too few samples.
   */
  estimate(eventId: string, ahead: number): number | null {
    this.refresh(eventId);
    const samples = this.samples.get(eventId) ?? [];
    let [ms, calls] = [0, 0];
    samples.forEach((one, i) => {
      const next = samples[i + 1];
      if (!next || !one.limited) return;
      ms += next.at - one.at;
      calls += next.called - one.called;
    });
    return ms < LEAST_MS || calls <= 0 ? null : Math.ceil(((ahead + 1) * ms) / calls / 1_000);
  }

  /**
   * When a client without a stream should ask again, in seconds: soon at the front of the line, every half minute far
   * behind it; before a draw (nobody is ahead then) shortly after the opening, by this machine's clock.
   */
  pollAfter(eventId: string, ahead: number | null): number {
    this.refresh(eventId);
    const untilOpen = ((this.opensAt.get(eventId)?.getTime() ?? Infinity) - Date.now()) / 1_000;
    const wanted = ahead === null ? Math.ceil(untilOpen) + 1 : Math.round(Math.sqrt(ahead) / 2);
    return Math.min(30, Math.max(1, wanted));
  }

  /** Reads the line now and then, so that the next question finds samples. */
  private refresh(eventId: string): void {
    if (this.clock() - (this.readAt.get(eventId) ?? -Infinity) < SAMPLE_MS) return;
    this.readAt.set(eventId, this.clock());
    this.read(eventId).catch(() => undefined);
  }

  private sample({ eventId, opensAt, served: called, limited }: Line): void {
    this.opensAt.set(eventId, opensAt);
    const at = this.clock();
    const samples = (this.samples.get(eventId) ?? []).filter((one) => at - one.at <= RATE_MS);
    if (at - (samples.at(-1)?.at ?? -Infinity) >= SAMPLE_MS) samples.push({ at, called, limited });
    this.samples.set(eventId, samples);
  }
}
