import type { SaleAction } from '../domain/event';
import type { ReconciledCounts } from '../domain/payment-difference';
import type { EndReason } from '../domain/pre-order';
import type { Reconciled } from '../domain/reconciled';
import type { PreOrderInput, PreOrderState } from './pre-order';
import type { SaleState } from './sale';
import type { SettledState } from './settling';

/** What the main worker does for workflows; one of its own sends mails. */
export type MainActivities = Omit<Activities, 'sendMail'>;

/** What workflows may ask of the outside. All are idempotent: run late or twice, they change nothing more. */
export interface Activities {
  /** @throws {ApplicationFailure} of type REFUSED, not retryable, where the tickets can't be granted. */
  reserveTickets(input: PreOrderInput): Promise<PreOrderState>;
  sellTickets(preOrderId: string): Promise<PreOrderState>;
  /** The compensation. Without a reason only if the deadline has passed; the state says what came of it. */
  releaseTickets(preOrderId: string, reason?: EndReason): Promise<PreOrderState>;
  /** Opens the attempt to pay with the provider, if it isn't open. */
  startPayment(preOrderId: string): Promise<PreOrderState>;
  /**
   * Ends the attempt to pay with the provider, which undoes `startPayment`. Where the buyer has paid meanwhile, the state
   * says so. With a reason the pre-order ends, too.
   */
  cancelPayment(preOrderId: string, reason?: EndReason): Promise<PreOrderState>;
  /** The provider doesn't answer: releases the tickets; `settlePayment` learns what became of the money. */
  abandonPayment(preOrderId: string, reason: EndReason): Promise<PreOrderState>;
  /** Takes the money that a card's authorization has reserved for a sold pre-order. */
  capturePayment(preOrderId: string): Promise<PreOrderState>;
  /** Takes an attempt further that outlived its pre-order: sells, voids or refunds. */
  settlePayment(attemptId: string): Promise<SettledState>;
  /** Takes a refund further. */
  makeRefund(refundId: string): Promise<SettledState>;
  /** Makes the refunds of a cancelled event that are left, at the provider's pace. Answers how many it made. */
  refundCancelled(eventId: string): Promise<number>;
  /** Undefined where there is no such event. */
  readSale(eventId: string): Promise<SaleState | undefined>;
  /** Answers what came of an operator's signal, to read. */
  actOnSale(eventId: string, action: SaleAction): Promise<string>;
  /** Answers how many places were drawn; undefined where there was nothing to draw. */
  drawLine(eventId: string): Promise<number | undefined>;
  /** Finishes what an operator did to all pre-orders of the event. Answers how many it changed. */
  finishBulkChanges(eventId: string): Promise<number>;
  /** Answers how many were refused. */
  refuseEveryoneWaiting(eventId: string): Promise<number>;
  reconcile(): Promise<Reconciled>;
  /** Compares the payment provider's books of so many days with ours. Answers how much, and what differs. */
  reconcilePayments(days: number): Promise<ReconciledCounts>;
  /** Answers what became of the mail. On the queue of mails. @throws {ApplicationFailure} of type MAIL_REFUSED. */
  sendMail(mailId: string): Promise<string>;
  giveUpMail(mailId: string, reason: string): Promise<void>;
}
