import type { PreOrderRequest } from '../domain/pre-order';

/** How many starts of one buyer may be in flight, so that a buyer of many events leaves slots to the others. */
const MAX_PER_BUYER = 4;

interface Share<Start> {
  inFlight: number;
  /** By pre-order: one that is claimed again waits once. */
  waiting: Map<string, Start>;
}

/** Shares the slots for starts among buyers. A start beyond its buyer's share waits for one of theirs to end. */
export class StartShares<Start extends Pick<PreOrderRequest, 'preOrderId' | 'buyerId'>> {
  private readonly buyers = new Map<string, Share<Start>>();

  /** @returns whether the start may go ahead; if not, `next` returns it later. */
  admit(start: Start): boolean {
    const share = this.buyers.get(start.buyerId) ?? { inFlight: 0, waiting: new Map<string, Start>() };
    this.buyers.set(start.buyerId, share);
    if (share.inFlight >= MAX_PER_BUYER) {
      share.waiting.set(start.preOrderId, start);
      return false;
    }
    share.inFlight++;
    return true;
  }

  /** A start of this buyer has ended. @returns the one that goes ahead in its place. */
  next(buyerId: string): Start | undefined {
    const share = this.buyers.get(buyerId);
    if (!share) return undefined;
    const [start] = share.waiting.values();
    if (start) share.waiting.delete(start.preOrderId);
    else this.end(buyerId);
    return start;
  }

  /** A start of this buyer has ended, and none goes ahead: those that wait are claimed again when their lease lapses. */
  end(buyerId: string): void {
    const share = this.buyers.get(buyerId);
    if (!share) return;
    share.inFlight--;
    share.waiting.clear();
    if (share.inFlight === 0) this.buyers.delete(buyerId);
  }
}
