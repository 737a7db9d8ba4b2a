import type { Listen } from '../domain/notifications';
import { isFinal, type PreOrderRequest } from '../domain/pre-order';

/**
 * A buyer's next start waits so long after the end of the one before, in milliseconds. A person doesn't notice it; who
 * takes tickets in many events at once leaves the processors to the others in between.
 */
const PAUSE_MS = 200;

export interface StartSharesOptions<Start> {
  listen: Listen;
  /** Makes a start that had to wait. @returns whether it could; if not, it is asked again after the pause. */
  resume(start: Start): boolean;
}

interface Waiting<Start> {
  start: Start;
  stopListening: () => void;
}

/** Shares the slots for starts among buyers: of each buyer one start is in flight, and then there is a pause. */
export class StartShares<Start extends Pick<PreOrderRequest, 'preOrderId' | 'buyerId'>> {
  /** The buyers with a start in flight or a pause, and what of theirs waits, by pre-order. */
  private readonly buyers = new Map<string, Map<string, Waiting<Start>>>();

  constructor(private readonly options: StartSharesOptions<Start>) {}

  /** @returns whether the start may go ahead; if not, it is resumed later. */
  admit(start: Start): boolean {
    const waiting = this.buyers.get(start.buyerId);
    if (!waiting) {
      this.buyers.set(start.buyerId, new Map());
      return true;
    }
    const { preOrderId } = start;
    // One that is claimed again waits once, for the step that is due by now.
    const known = waiting.get(preOrderId);
    if (known) {
      known.start = start;
      return false;
    }
    const forget = () => {
      waiting.delete(preOrderId);
      stopListening();
    };
    const stopListening = this.options.listen(preOrderId, (answered) => {
      // What was given back meanwhile needs no workflow.
      if (answered && isFinal(answered.status)) forget();
    });
    waiting.set(preOrderId, { start, stopListening });
    return false;
  }

  /** A start of this buyer has ended: after a pause the next one goes ahead. */
  end(buyerId: string): void {
    setTimeout(() => this.next(buyerId), PAUSE_MS).unref();
  }

  private next(buyerId: string): void {
    const waiting = this.buyers.get(buyerId);
    const [next] = waiting?.values() ?? [];
    if (!waiting || !next) {
      this.buyers.delete(buyerId);
    } else if (this.options.resume(next.start)) {
      waiting.delete(next.start.preOrderId);
      next.stopListening();
    } else {
      this.end(buyerId);
    }
  }
}
