import { setTimeout as delay } from 'node:timers/promises';
import { poll } from '../concurrency/poller';
import type { Advanced } from '../db/line';

export interface LineAdvancerOptions {
  advance(eventId: string): Promise<Advanced>;
  /** Events whose line may have something to do. */
  findLines(): Promise<string[]>;
  onCalled(): void;
  onError(error: unknown): void;
}

/** How often lines are looked for although no notification came, in milliseconds: one can get lost. */
const POLL_MS = 500;

/**
 * Advances the lines: whenever stock comes back, or a sale opens or ends, those whose places come up are called. Any
 * number of processes may do so at once; the database lets one after the other.
 */
export class LineAdvancer {
  /** The lines that are being advanced, and whether a notification came since. */
  private readonly advancing = new Map<string, { again: boolean }>();
  readonly close: () => void;

  constructor(private readonly options: LineAdvancerOptions) {
    const findAll = async () => {
      for (const eventId of await options.findLines()) this.advance(eventId);
    };
    this.close = poll(POLL_MS, findAll, options.onError);
  }

  /** This line may have something to do. */
  readonly advance = (eventId: string): void => {
    const advancing = this.advancing.get(eventId);
    if (advancing) {
      advancing.again = true;
      return;
    }
    const state = { again: true };
    this.advancing.set(eventId, state);
    void this.work(eventId, state);
  };

  private async work(eventId: string, state: { again: boolean }): Promise<void> {
    const { advance, onCalled, onError } = this.options;
    try {
      while (state.again) {
        state.again = false;
        const began = performance.now();
        const { called, refused, more } = await advance(eventId);
        if (called > 0) onCalled();
        // Refusing a million must not slow other sales: they get at least as much of the database.
        else if (refused > 0) await delay(performance.now() - began);
        if (more) state.again = true;
      }
    } catch (error) {
      // The next poll tries again.
      onError(error);
    } finally {
      this.advancing.delete(eventId);
    }
  }
}
