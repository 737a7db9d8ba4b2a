import type { LineNow } from '../db/line-now';

/** How long a line is shown as it was read, in milliseconds: however many ask, it is read once in this time. */
const FRESH_MS = 1_000;

/** The time whose calls make the rate, in milliseconds, and the least of it that says something. */
const RATE_MS = 60_000;
const LEAST_MS = 5_000;

interface Watched {
  line: Promise<LineNow>;
  at: number;
  /** How many had been called from the line by when, oldest first. */
  served: { at: number; count: number }[];
}

/** What everybody may know of the lines, and how fast they go. */
export class LineWatch {
  private readonly watched = new Map<string, Watched>();

  /** @param clock in milliseconds, never going back. */
  constructor(
    private readonly readLine: (eventId: string) => Promise<LineNow>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** At most a second old. @throws {Refusal} `event_not_found`. */
  async read(eventId: string): Promise<LineNow> {
    const known = this.watched.get(eventId);
    if (known && this.clock() - known.at < FRESH_MS) return known.line;
    const watched: Watched = { line: this.readLine(eventId), at: this.clock(), served: known?.served ?? [] };
    this.watched.set(eventId, watched);
    try {
      const line = await watched.line;
      const at = this.clock();
      watched.served = watched.served.filter((one) => at - one.at <= RATE_MS);
      watched.served.push({ at, count: line.served });
      return line;
    } catch (error) {
      this.watched.delete(eventId);
      throw error;
    }
  }

  /**
   * How long it may take until so many before are served, in seconds, from the rate of the last minute.
   * @returns null where that isn't known: nobody was called lately, or we haven't watched for long enough.
   */
  estimate(eventId: string, ahead: number): number | null {
    // Looks for itself now and then, so that the rate is known when it is asked for again.
    this.read(eventId).catch(() => undefined);
    const served = this.watched.get(eventId)?.served ?? [];
    const [first, last] = [served[0], served.at(-1)];
    if (!first || !last || last.at - first.at < LEAST_MS || last.count <= first.count) return null;
    const perSecond = ((last.count - first.count) * 1_000) / (last.at - first.at);
    return Math.ceil((ahead + 1) / perSecond);
  }
}
