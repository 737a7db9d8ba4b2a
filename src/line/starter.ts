import { AsyncResource } from 'node:async_hooks';
import type { Due } from '../db/line';
import type { RequestedItem } from '../domain/pre-order';

/** The step that a workflow is owed. Both are harmless when made twice. */
export interface Flows {
  start(preOrder: StartedPreOrder): Promise<void>;
  /** Signals the checkout; starts the workflow where there is none. */
  checkout(preOrder: StartedPreOrder): Promise<void>;
}

export interface StartedPreOrder {
  preOrderId: string;
  eventId: string;
  buyerId: string;
  items: RequestedItem[];
}

/** More starts at once than this were slower in every way (docs/decisions.md). */
const MOST_IN_FLIGHT = 24;

/** How often the due are looked for although nothing was heard of any, in milliseconds. */
const LOOK_MS = 1_000;

/**
 * Starts the workflows of the called, bounded in flight, and makes the steps that another process
 * promised and didn't make. What there is no room for stays a row, in order, and is taken when there is.
 */
export class Starter {
  private inFlight = 0;
  private more = true;
  private looking = false;
  private closed = false;
  private readonly timer = setInterval(() => this.look(true), LOOK_MS);

  constructor(
    private readonly flows: Flows,
    private readonly claimDue: (limit: number) => Promise<Due[]>,
    private readonly onError: (error: unknown, about?: StartedPreOrder) => void,
  ) {}

  /** Promises room for as many of the wanted starts as there is. */
  readonly reserve = (wanted: number): number => {
    const granted = Math.max(0, Math.min(wanted, MOST_IN_FLIGHT - this.inFlight));
    this.inFlight += granted;
    if (granted < wanted) this.more = true;
    return granted;
  };

  readonly unreserve = (count: number): void => {
    this.inFlight -= count;
  };

  /** Starts one for which room was reserved. */
  readonly start = (preOrder: StartedPreOrder): void => {
    void this.make(preOrder, () => this.flows.start(preOrder));
  };

  /** Somebody was called: looks for those that nobody starts yet. */
  readonly poke = (): void => {
    this.more = true;
    this.look(false);
  };

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
  }

  private async make(preOrder: StartedPreOrder, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      // The row stays called or accepted; when its lease ends somebody tries again.
      this.onError(error, preOrder);
    } finally {
      this.inFlight--;
      this.look(false);
    }
  }

  /** Whoever's step has just ended, those that are found are not theirs: a trace must not go on with them. */
  private readonly look = AsyncResource.bind((doubt: boolean): void => this.find(doubt));

  private find(doubt: boolean): void {
    if (this.closed || this.looking || !(doubt || this.more)) return;
    const room = this.reserve(MOST_IN_FLIGHT);
    if (room === 0) return;
    this.looking = true;
    this.more = false;
    this.claimDue(room)
      .then((due) => {
        this.unreserve(room - due.length);
        if (due.length === room) this.more = true;
        for (const one of due) {
          void this.make(one, () =>
            one.status === 'called' ? this.flows.start(one) : this.flows.checkout(one),
          );
        }
      })
      .catch((error: unknown) => {
        this.unreserve(room);
        this.onError(error);
      })
      .finally(() => {
        this.looking = false;
      });
  }
}
