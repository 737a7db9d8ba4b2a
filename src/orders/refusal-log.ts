import { poll } from '../concurrency/poller';
import type { RefusedRequest } from '../db/refusals';

/** How often refused requests are written, in milliseconds. */
const WRITE_MS = 1_000;

/** How many requests of one event are written at a time; the others of that time are only counted. */
const LATEST = 200;

interface Refusals {
  counts: Record<string, number>;
  latest: RefusedRequest[];
}

export type WriteRefusals = (
  eventId: string,
  counts: Record<string, number>,
  latest: RefusedRequest[],
) => Promise<void>;

/**
 * Remembers requests that were refused at once, to answer why somebody got no tickets. They are written together once
 * a second, so that a rush of refusals costs as much as one; a process that is killed loses the last second's.
 */
export class RefusalLog {
  private readonly waiting = new Map<string, Refusals>();
  private readonly stop: () => void;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly write: WriteRefusals,
    private readonly onError: (error: unknown) => void,
  ) {
    this.stop = poll(WRITE_MS, () => (this.writing = this.writeAll()), onError);
  }

  readonly add = (eventId: string, request: RefusedRequest): void => {
    const refusals = this.waiting.get(eventId) ?? { counts: {}, latest: [] };
    this.waiting.set(eventId, refusals);
    const { counts, latest } = refusals;
    counts[request.reason] = (counts[request.reason] ?? 0) + 1;
    latest.push(request);
    if (latest.length > LATEST) latest.shift();
  };

  /** Writes what is left. */
  async close(): Promise<void> {
    this.stop();
    // Its failure is the poller's to report.
    await this.writing.catch(() => undefined);
    await this.writeAll().catch(this.onError);
  }

  private async writeAll(): Promise<void> {
    for (const [eventId, { counts, latest }] of this.waiting) {
      this.waiting.delete(eventId);
      await this.write(eventId, counts, latest);
    }
  }
}
