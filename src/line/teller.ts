import type { DueSale, Sales } from '../db/sales';

/** How often sales are looked for that are owed a word, in milliseconds. */
const LOOK_MS = 1_000;

/** How long a process may take to tell one, in seconds; then others may. */
const LEASE_SECONDS = 10;

const AT_ONCE = 20;

/**
 * Tells the flow of each sale when something of its event has changed, and starts it where there is none. The
 * database remembers who is owed a word, so it doesn't matter whether Temporal is there when an event changes.
 */
export class Teller {
  private looking = false;
  private readonly timer = setInterval(() => void this.look(), LOOK_MS);

  constructor(
    private readonly sales: Pick<Sales, 'claim' | 'settle'>,
    private readonly tell: (sale: DueSale) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const due = await this.sales.claim(AT_ONCE, LEASE_SECONDS);
      await Promise.all(
        due.map(async (sale) => {
          await this.tell(sale);
          await this.sales.settle(sale);
        }),
      );
    } catch (error) {
      // What was claimed and not told is due again when its lease ends.
      this.onError(error);
    } finally {
      this.looking = false;
    }
  }
}
