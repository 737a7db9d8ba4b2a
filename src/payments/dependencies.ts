import type { Database } from '../db/database';
import type { Listen } from '../domain/notifications';
import type { PaymentMethod } from '../domain/payment';
import type { PreOrderRequest } from '../domain/pre-order';
import type { LabelsOf } from '../events/event-labels';
import type { PreOrderStore } from '../orders';
import type { PaymentProvider } from './provider';

/** What payments tell workflows. A signal to one that has ended is no error, since the row says how. */
export interface PaymentSignals {
  /** The checkout was accepted, or a payment was begun; starts the workflow where there is none. */
  checkout(preOrder: PreOrderRequest): Promise<void>;
  signalCheckout(preOrderId: string): Promise<void>;
  signalRefresh(preOrderId: string): Promise<void>;
  /** Starts the workflow, or lets it look where it runs. */
  settlePayment(attemptId: string): Promise<void>;
  refund(refundId: string): Promise<void>;
}

export interface PaymentDependencies {
  db: Database;
  store: Pick<PreOrderStore, 'read' | 'releaseOverdue'>;
  provider: PaymentProvider;
  signals: PaymentSignals;
  listen: Listen;
  labelsOf: LabelsOf;
  /** How much longer than the hold a payment may take, in seconds. */
  graceSeconds: Record<PaymentMethod, number>;
  /** The page that the provider sends buyers back to. */
  returnUrl(eventId: string, attemptId: string): string;
  /** How many refunds of a cancelled event are made in a second, at most. */
  refundsPerSecond: number;
  /** How long the provider took for a call, in seconds, and whether it answered. */
  onCall?:
    ((operation: string, outcome: 'ok' | 'refused' | 'unavailable', seconds: number) => void) | undefined;
  /** Reports a failure that something else makes good. */
  onError(error: unknown, about?: { preOrderId: string }): void;
}
