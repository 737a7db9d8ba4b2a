import { poll } from '../concurrency/poller';
import { readEndedSince } from '../db/buyer-sessions';
import type { Database } from '../db/database';

/** How often those are read that no news has told of, in milliseconds. */
const READ_MS = 1_000;

/** Transactions of so long ago may still commit, in milliseconds. */
const LATE_MS = 30_000;

/**
 * The sessions that have ended, in memory, so that no request reads anything to know that its own hasn't. News tells of
 * each within milliseconds; and because news can be lost, they are also read once a second.
 */
export class EndedSessions {
  private readonly ended = new Set<string>();
  private readonly watchers = new Map<string, Set<() => void>>();
  private newest: Date | undefined;
  private stop: () => void = () => undefined;

  constructor(
    private readonly db: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Reads all that ended, then keeps up. Before that, nothing is known, so no request should be answered. */
  async open(): Promise<void> {
    await this.read();
    this.stop = poll(READ_MS, this.read, this.onError);
  }

  close(): void {
    this.stop();
  }

  readonly has = (sessionId: string): boolean => this.ended.has(sessionId);

  /** Notes what news tells, or what this process has done itself. */
  readonly add = (sessionIds: readonly string[]): void => {
    for (const id of sessionIds) {
      if (this.ended.has(id)) continue;
      this.ended.add(id);
      for (const onEnd of this.watchers.get(id) ?? []) onEnd();
    }
  };

  /** Calls back when a session ends. @returns stops watching. */
  watch(sessionId: string, onEnd: () => void): () => void {
    const callbacks = this.watchers.get(sessionId) ?? new Set();
    this.watchers.set(sessionId, callbacks.add(onEnd));
    return () => {
      callbacks.delete(onEnd);
      if (callbacks.size === 0 && this.watchers.get(sessionId) === callbacks) this.watchers.delete(sessionId);
    };
  }

  private readonly read = async (): Promise<void> => {
    const since = this.newest && new Date(this.newest.getTime() - LATE_MS);
    const rows = await readEndedSince(this.db, since);
    for (const { at } of rows) if (!this.newest || at > this.newest) this.newest = at;
    this.add(rows.map(({ id }) => id));
  };
}
