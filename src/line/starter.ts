import { AsyncResource } from 'node:async_hooks';
import type { Due } from '../db/line';
import type { News } from '../db/news';
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

/** A start is in flight until its flow has made the first step, but no longer than this, in milliseconds. */
const FIRST_STEP_MS = 1_000;

/**
 * In a crowd, places go before starts: certainty first. More than CROWD who came within about CROWD_MS leave room for
 * one start less for each COME_FOR_A_START; there is always room for one, so that flows go on however long it lasts.
 */
const CROWD = 150;
const CROWD_MS = 500;
const COME_FOR_A_START = 25;

/** The due are claimed where so large a part of what may be in flight is free: a statement for each would cost too much. */
const CLAIM_PART = 1 / 4;

/** How often the due are looked for although nothing was heard of any, in milliseconds. */
const LOOK_MS = 1_000;

/**
 * Starts the workflows of the called, bounded in flight, and makes the steps that another process
 * promised and didn't make. What there is no room for stays a row, in order, and is taken when there is.
 */
export class Starter {
  private inFlight = 0;
  private crowd = { size: 0, at: 0 };
  /** Since when so many come without a break, as performance.now() says. */
  private crowdedSince: number | undefined;
  /** Some of the due wait for room, as far as we know. */
  private more = false;
  private looking = false;
  private closed = false;
  private readonly timer = setInterval(() => this.look(true), LOOK_MS);

  constructor(
    private readonly flows: Flows,
    private readonly claimDue: (limit: number) => Promise<Due[]>,
    private readonly listen: News['listen'],
    private readonly onError: (error: unknown, about?: StartedPreOrder) => void,
  ) {}

  /** So many came at once: promises room for as many of their starts as there is, while nobody waits for theirs. */
  readonly reserve = (came: number): number => {
    if (!this.crowded) this.crowdedSince = undefined;
    this.crowd = { size: this.crowdNow() + came, at: performance.now() };
    if (this.crowded) this.crowdedSince ??= performance.now();
    if (this.more) return 0;
    return this.take(came);
  };

  readonly unreserve = (count: number): void => {
    this.inFlight -= count;
    this.look(false);
  };

  /** Starts one for which room was reserved, once those who can be answered are. */
  readonly start = (preOrder: StartedPreOrder): void => {
    setImmediate(() => void this.make(preOrder, () => this.startFlow(preOrder)));
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

  /** Ends when the flow has turned what was set aside into tickets: until then it needs the same processors. */
  private async startFlow(preOrder: StartedPreOrder): Promise<void> {
    let started = false;
    let moved: () => void = () => undefined;
    const firstStep = new Promise<void>((resolve) => (moved = resolve));
    let timer: NodeJS.Timeout | undefined;
    const stop = this.listen(preOrder.preOrderId, (answered) => {
      // Other news than our own worker's may still be that of the call.
      if (answered ? answered.status !== 'called' : started) moved();
    });
    try {
      await this.flows.start(preOrder);
      started = true;
      timer = setTimeout(moved, FIRST_STEP_MS);
      await firstStep;
    } finally {
      clearTimeout(timer);
      stop();
    }
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

  /** So many come that they leave room for hardly any start. */
  get crowded(): boolean {
    return this.most() === 1;
  }

  /** How long they have been coming like that, in milliseconds; 0 where they don't. */
  get crowdedMs(): number {
    return this.crowded ? performance.now() - (this.crowdedSince ?? Infinity) : 0;
  }

  /** Some who were called wait for room, as far as we know. */
  get behind(): boolean {
    return this.more;
  }

  /** How many came lately; each counts less the longer ago it was. */
  private crowdNow(): number {
    return this.crowd.size * Math.exp((this.crowd.at - performance.now()) / CROWD_MS);
  }

  private take(wanted: number): number {
    const granted = Math.min(wanted, this.room());
    this.inFlight += granted;
    return granted;
  }

  private room(): number {
    return Math.max(0, this.most() - this.inFlight);
  }

  private most(): number {
    const less = Math.ceil(Math.max(0, this.crowdNow() - CROWD) / COME_FOR_A_START);
    return Math.max(1, MOST_IN_FLIGHT - less);
  }

  /** Whoever's step has just ended, those that are found are not theirs: a trace must not go on with them. */
  private readonly look = AsyncResource.bind((doubt: boolean): void => this.find(doubt));

  private find(doubt: boolean): void {
    if (this.closed || this.looking || !(doubt || this.more)) return;
    // Whoever is in flight looks again when they end.
    if (!doubt && this.inFlight > 0 && this.room() < this.most() * CLAIM_PART) return;
    const room = this.take(MOST_IN_FLIGHT);
    if (room === 0) return;
    this.looking = true;
    this.more = false;
    this.claimDue(room)
      .then((due) => {
        this.unreserve(room - due.length);
        if (due.length === room) this.more = true;
        for (const one of due) {
          void this.make(one, () =>
            one.status === 'called' ? this.startFlow(one) : this.flows.checkout(one),
          );
        }
      })
      .catch((error: unknown) => {
        this.unreserve(room);
        this.onError(error);
      })
      .finally(() => {
        this.looking = false;
        this.look(false);
      });
  }
}
