import type { BatchContext } from '../concurrency/batcher';
import type { Database } from '../db/database';
import type { Listen } from '../domain/notifications';
import type { PreOrderRequest } from '../domain/pre-order';
import type { RefusalCode } from '../domain/refusal';
import type { LeaseOrigin } from '../line/leases';
import type { WaitEstimates } from '../line/wait-estimates';
import type { WorkflowStarter } from '../line/workflow-starter';
import type { PreOrderStore } from './store';

/** Signals for running workflows; one that has ended is no error, since the row says how. */
export interface OrderSignals {
  checkout(preOrderId: string): Promise<void>;
  giveBack(preOrderId: string): Promise<void>;
}

export interface OrderDependencies {
  db: Database;
  store: PreOrderStore;
  starter: Pick<WorkflowStarter, 'reserve' | 'release' | 'start' | 'poke' | 'slots'>;
  listen: Listen;
  estimates: Pick<WaitEstimates, 'read'>;
  signals: OrderSignals;
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
