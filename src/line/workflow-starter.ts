import { AsyncResource } from 'node:async_hooks';
import type { DuePreOrder } from '../db/line';
import type { Listen } from '../domain/notifications';
import type { PreOrderRequest } from '../domain/pre-order';
import { StartShares } from './start-shares';
import { MAX_IN_FLIGHT, StartSlots } from './start-slots';

/** The step that a workflow has due. Both are harmless when made twice. */
export interface StartableWorkflows {
  start(preOrder: PreOrderRequest): Promise<void>;
  /** Signals the checkout; starts the workflow where there is none. */
  checkout(preOrder: PreOrderRequest): Promise<void>;
}

export interface WorkflowStarterOptions {
  workflows: StartableWorkflows;
  /** Leases the next that are due to this process. */
  claimDue(limit: number): Promise<DuePreOrder[]>;
  listen: Listen;
  onError(error: unknown, about?: PreOrderRequest): void;
}

type Step = PreOrderRequest & Pick<DuePreOrder, 'status'>;

/** A start keeps its slot until its workflow has made the first step, but no longer than this, in milliseconds. */
const FIRST_STEP_MS = 1_000;

/** Due steps are claimed once so large a part of the slots is free: a statement for each would cost too much. */
const CLAIM_SHARE = 1 / 4;

/** How often due steps are looked for although no notification came, in milliseconds. */
const POLL_MS = 1_000;

/**
 * Starts the workflows of the called, bounded in flight, and makes the steps that another process leased and didn't
 * make. Those without a free slot stay rows, in order, and are claimed when there is one.
 */
export class WorkflowStarter {
  readonly slots = new StartSlots();
  private readonly shares: StartShares<Step>;
  /** Some due steps probably wait for a slot. */
  private backlog = false;
  private claiming = false;
  private closed = false;
  private lastStepAt = performance.now();
  private readonly timer = setInterval(() => this.lookForDue(true), POLL_MS);

  constructor(private readonly options: WorkflowStarterOptions) {
    const resume = (step: Step) => {
      if (this.closed || this.backlog || this.slots.crowded || this.slots.take(1) === 0) return false;
      void this.makeStep(step);
      return true;
    };
    this.shares = new StartShares({ listen: options.listen, resume });
  }

  /** Reserves slots for the starts of new requests, unless an earlier call waits for one. @returns how many. */
  reserve(newcomers: number): number {
    this.slots.arrived(newcomers);
    return this.backlog ? 0 : this.slots.take(newcomers);
  }

  release(count: number): void {
    this.slots.giveBack(count);
    this.lookForDue(false);
  }

  /** Starts one for which a slot was reserved, after the answers that are ready have left. */
  start(preOrder: PreOrderRequest): void {
    setImmediate(() => this.step({ ...preOrder, status: 'called' }));
  }

  /** A pre-order was called without a slot: looks for due steps as soon as there is one. */
  poke(): void {
    this.backlog = true;
    this.lookForDue(false);
  }

  /** How long ago this process last made a due step, in milliseconds. */
  get idleMs(): number {
    return performance.now() - this.lastStepAt;
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
  }

  /** Ends when the workflow has turned what was set aside into tickets: until then it needs the same processors. */
  private async startWorkflow(preOrder: PreOrderRequest): Promise<void> {
    let started = false;
    let madeStep: () => void = () => undefined;
    const firstStep = new Promise<void>((resolve) => (madeStep = resolve));
    let timer: NodeJS.Timeout | undefined;
    const stop = this.options.listen(preOrder.preOrderId, (answered) => {
      // A notification that isn't our own worker's may still be that of the call.
      if (answered ? answered.status !== 'called' : started) madeStep();
    });
    try {
      await this.options.workflows.start(preOrder);
      started = true;
      timer = setTimeout(madeStep, FIRST_STEP_MS);
      await firstStep;
    } finally {
      clearTimeout(timer);
      stop();
    }
  }

  /** Makes a step in a slot that is taken. Beyond its buyer's share it waits, and the slot is free for others. */
  private step(step: Step): void {
    if (this.shares.admit(step)) void this.makeStep(step);
    else this.release(1);
  }

  private async makeStep(step: Step): Promise<void> {
    try {
      await (step.status === 'called' ? this.startWorkflow(step) : this.options.workflows.checkout(step));
      this.lastStepAt = performance.now();
    } catch (error) {
      // The row stays called or accepted; when its lease lapses some process tries again.
      this.options.onError(error, step);
    }
    this.shares.end(step.buyerId);
    this.release(1);
  }

  /** Bound, so that the claimed aren't traced as a part of the request whose step has just ended. */
  private readonly lookForDue = AsyncResource.bind((poll: boolean): void => {
    if (this.closed || this.claiming || !(poll || this.backlog)) return;
    const { slots } = this;
    // Each step that ends looks again.
    if (!poll && !slots.idle && slots.free < slots.capacity * CLAIM_SHARE) return;
    const taken = slots.take(MAX_IN_FLIGHT);
    if (taken > 0) void this.claim(taken);
  });

  private async claim(limit: number): Promise<void> {
    this.claiming = true;
    this.backlog = false;
    try {
      const due = await this.options.claimDue(limit);
      this.slots.giveBack(limit - due.length);
      if (due.length === limit) this.backlog = true;
      for (const one of due) this.step(one);
    } catch (error) {
      this.slots.giveBack(limit);
      this.options.onError(error);
    } finally {
      this.claiming = false;
      this.lookForDue(false);
    }
  }
}
