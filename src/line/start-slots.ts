/** More starts at once than this were slower in every way (docs/decisions.md). */
export const MAX_IN_FLIGHT = 24;

/**
 * In a crowd, places go before starts: certainty first. More than CROWD who asked within about CROWD_MS leave one slot
 * less for each ARRIVALS_PER_SLOT; one slot always stays, so that starts go on however long the crowd lasts.
 */
const CROWD = 150;
const CROWD_MS = 500;
const ARRIVALS_PER_SLOT = 25;

/** How many workflow starts a process may have in flight: fewer the larger the crowd that asks for places. */
export class StartSlots {
  private inFlight = 0;
  private recent = { arrivals: 0, at: 0 };
  /** Since when the crowd lasts without a break, as performance.now() says. */
  private crowdedSince: number | undefined;

  /** Notes how many have just asked for a place. */
  arrived(count: number): void {
    if (!this.crowded) this.crowdedSince = undefined;
    this.recent = { arrivals: this.recentArrivals() + count, at: performance.now() };
    if (this.crowded) this.crowdedSince ??= performance.now();
  }

  /** Takes at most this many slots. @returns how many it got. */
  take(wanted: number): number {
    const taken = Math.min(wanted, this.free);
    this.inFlight += taken;
    return taken;
  }

  giveBack(count: number): void {
    this.inFlight -= count;
  }

  get free(): number {
    return Math.max(0, this.capacity - this.inFlight);
  }

  get idle(): boolean {
    return this.inFlight === 0;
  }

  /** How many starts may be in flight now. */
  get capacity(): number {
    const fewer = Math.ceil(Math.max(0, this.recentArrivals() - CROWD) / ARRIVALS_PER_SLOT);
    return Math.max(1, MAX_IN_FLIGHT - fewer);
  }

  /** So many ask that hardly any slot is left. */
  get crowded(): boolean {
    return this.capacity === 1;
  }

  /** How long the crowd has lasted, in milliseconds; 0 where there is none. */
  get crowdedMs(): number {
    return this.crowded ? performance.now() - (this.crowdedSince ?? Infinity) : 0;
  }

  /** How many asked lately; each counts less the longer ago it was. */
  private recentArrivals(): number {
    return this.recent.arrivals * Math.exp((this.recent.at - performance.now()) / CROWD_MS);
  }
}
