import { poll } from '../concurrency/poller';

/** How often signs of presence are written, in milliseconds. */
const WRITE_MS = 250;

/** How often presence asks whether any line needs it, in milliseconds. */
const ASK_MS = 1_000;

export interface PresenceStore {
  /** In seconds; undefined where no line with people in it passes over those who are away. */
  shortest(): Promise<number | undefined>;
  record(buyerIds: string[]): Promise<void>;
}

/**
 * Remembers which buyers are there: by any request, or all the time while a stream is open. Written together a few
 * times a second, and only while an event asks for presence, so that others pay nothing for it.
 */
export class Presence {
  private readonly heardOf = new Set<string>();
  private readonly attending = new Map<string, number>();
  private shortestMs: number | undefined;
  private askedAt = -Infinity;
  private attendedAt = -Infinity;
  readonly close: () => void;

  constructor(
    private readonly store: PresenceStore,
    onError: (error: unknown) => void,
  ) {
    // Lost signs come again: a buyer who is there is soon heard of again.
    this.close = poll(WRITE_MS, () => this.write(), onError);
  }

  readonly heard = (buyerId: string): void => {
    if (this.shortestMs !== undefined) this.heardOf.add(buyerId);
  };

  /** The buyer has a stream open. @returns ends it. */
  readonly attend = (buyerId: string): (() => void) => {
    this.attending.set(buyerId, (this.attending.get(buyerId) ?? 0) + 1);
    return () => {
      const left = (this.attending.get(buyerId) ?? 1) - 1;
      if (left > 0) this.attending.set(buyerId, left);
      else this.attending.delete(buyerId);
      this.heard(buyerId);
    };
  };

  private async write(): Promise<void> {
    const now = performance.now();
    if (now - this.askedAt >= ASK_MS) {
      this.askedAt = now;
      const seconds = await this.store.shortest();
      this.shortestMs = seconds === undefined ? undefined : seconds * 1_000;
    }
    if (this.shortestMs === undefined) return;
    if (now - this.attendedAt >= this.shortestMs / 4) {
      this.attendedAt = now;
      for (const buyerId of this.attending.keys()) this.heardOf.add(buyerId);
    }
    const buyerIds = [...this.heardOf];
    this.heardOf.clear();
    if (buyerIds.length > 0) await this.store.record(buyerIds);
  }
}
