import type { BatchContext } from '../concurrency/batcher';
import type { Database } from '../db/database';
import type { Listen } from '../domain/notifications';
import type { PaymentMethod } from '../domain/payment';
import type { EndReason, PreOrder, PreOrderRequest } from '../domain/pre-order';
import type { RefusalCode } from '../domain/refusal';
import type { LabelsOf } from '../events/event-labels';
import type { LeaseOrigin } from '../line/leases';
import type { WaitEstimates } from '../line/wait-estimates';
import type { WorkflowStarter } from '../line/workflow-starter';
import type { PreOrderStore } from './store';

/** Signals for running workflows; one that has ended is no error, since the row says how. */
export interface OrderSignals {
  checkout(preOrderId: string): Promise<void>;
  giveBack(preOrderId: string): Promise<void>;
}

/** What a purchase asks of payments. */
export interface OrderPayments {
  pay(preOrder: PreOrder, method: PaymentMethod, waitMs: number): Promise<PreOrder>;
  /** Ends the payment that is open, and the pre-order with it; where the buyer was faster, it is being sold. */
  cancel(preOrderId: string, reason: EndReason): Promise<PreOrder | undefined>;
}

export interface OrderDependencies {
  db: Database;
  store: PreOrderStore;
  starter: Pick<WorkflowStarter, 'reserve' | 'release' | 'start' | 'poke' | 'slots'>;
  listen: Listen;
  estimates: Pick<WaitEstimates, 'read'>;
  signals: OrderSignals;
  labelsOf: LabelsOf;
  /** Undefined where no payment provider is configured. */
  payments?: OrderPayments | undefined;
  /** After how many give-backs in a minute a buyer has to wait; 0, and without it, never. */
  giveBackLimit?: number | undefined;
  onBatch(operation: string, size: number, seconds: number): void;
  onJoined?: ((outcome: string) => void) | undefined;
  /** A request that leaves no pre-order. */
  onRefused?: ((request: PreOrderRequest, reason: RefusalCode) => void) | undefined;
  onLeased?: ((origin: LeaseOrigin) => void) | undefined;
  batchContext?: BatchContext | undefined;
  /** Reports a failure that something else makes good. */
  onError(error: unknown, about?: { preOrderId: string }): void;
}
