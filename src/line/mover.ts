import type { Moved } from '../db/line';

/** How often lines are looked for although nothing was heard of any, in milliseconds: news can get lost. */
const LOOK_MS = 500;

/**
 * Moves the lines: whenever stock comes back, or a sale opens or ends, those whose places come up are called.
 * Any number of processes may do so at once; the database lets one after the other.
 */
export class Mover {
  /** The lines that are being moved, and whether there is news of them since. */
  private readonly moving = new Map<string, { again: boolean }>();
  private looking = false;
  private readonly timer = setInterval(() => void this.look(), LOOK_MS);

  constructor(
    private readonly line: { move(eventId: string): Promise<Moved>; toMove(): Promise<string[]> },
    private readonly onCalled: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** This line may have something to do. */
  readonly hear = (eventId: string): void => {
    const moving = this.moving.get(eventId);
    if (moving) {
      moving.again = true;
      return;
    }
    const state = { again: true };
    this.moving.set(eventId, state);
    void this.work(eventId, state);
  };

  close(): void {
    clearInterval(this.timer);
  }

  private async work(eventId: string, state: { again: boolean }): Promise<void> {
    try {
      while (state.again) {
        state.again = false;
        const { called, more } = await this.line.move(eventId);
        if (called > 0) this.onCalled();
        if (more) state.again = true;
      }
    } catch (error) {
      // The next look tries again.
      this.onError(error);
    } finally {
      this.moving.delete(eventId);
    }
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      for (const eventId of await this.line.toMove()) this.hear(eventId);
    } catch (error) {
      this.onError(error);
    } finally {
      this.looking = false;
    }
  }
}
