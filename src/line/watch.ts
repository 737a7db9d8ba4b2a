import type { LineNow } from '../db/line-now';
import { readTogether } from '../concurrency/coalesce';

/** The time whose calls make the rate, and the least of it that says something, in milliseconds. */
const RATE_MS = 60_000;
const LEAST_MS = 5_000;

/** How far apart the looks are that make the rate, in milliseconds. */
const LOOK_MS = 1_000;

/** How many had been called from a line by when, oldest first, and whether only what came back was left then. */
type Served = { at: number; count: number; limited: boolean }[];

/** What everybody may know of the lines, and how fast they go. */
export class LineWatch {
  private readonly served = new Map<string, Served>();
  private readonly opensAt = new Map<string, Date>();
  private readonly looked = new Map<string, number>();
  /** @throws {Refusal} `event_not_found`. */
  readonly read: (eventId: string) => Promise<LineNow>;

  /** @param clock in milliseconds, never going back. */
  constructor(
    readLine: (eventId: string) => Promise<LineNow>,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.read = readTogether(async (eventId) => {
      const line = await readLine(eventId);
      this.note(line);
      return line;
    });
  }

  /**
   * How long it may take until so many before are served, in seconds, from the rate of the last minute. Calls
   * from stock that was still there (the rush at an opening) say nothing of how fast tickets come back: they
   * don't count.
   * @returns null where that isn't known: nobody was called lately, or we haven't watched for long enough.
   */
  estimate(eventId: string, ahead: number): number | null {
    this.look(eventId);
    const served = this.served.get(eventId) ?? [];
    let [ms, calls] = [0, 0];
    served.forEach((one, i) => {
      const next = served[i + 1];
      if (!next || !one.limited) return;
      ms += next.at - one.at;
      calls += next.count - one.count;
    });
    return ms < LEAST_MS || calls <= 0 ? null : Math.ceil(((ahead + 1) * ms) / calls / 1_000);
  }

  /**
   * When somebody who isn't told of news should ask again, in seconds: soon at the front of the line, every half
   * minute far behind it; before a draw (nobody is ahead then) not long after the opening, by this machine's clock.
   */
  pollAfter(eventId: string, ahead: number | null): number {
    this.look(eventId);
    const untilOpen = ((this.opensAt.get(eventId)?.getTime() ?? Infinity) - Date.now()) / 1_000;
    const wanted = ahead === null ? Math.ceil(untilOpen) + 1 : Math.round(Math.sqrt(ahead) / 2);
    return Math.min(30, Math.max(1, wanted));
  }

  /** Looks for itself now and then, so that what is asked for next is known. */
  private look(eventId: string): void {
    if (this.clock() - (this.looked.get(eventId) ?? -Infinity) < LOOK_MS) return;
    this.looked.set(eventId, this.clock());
    this.read(eventId).catch(() => undefined);
  }

  private note({ eventId, opensAt, served: count, limited }: LineNow): void {
    this.opensAt.set(eventId, opensAt);
    const at = this.clock();
    const served = (this.served.get(eventId) ?? []).filter((one) => at - one.at <= RATE_MS);
    if (at - (served.at(-1)?.at ?? -Infinity) >= LOOK_MS) served.push({ at, count, limited });
    this.served.set(eventId, served);
  }
}
