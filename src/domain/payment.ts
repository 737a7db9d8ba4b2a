/** A payment of a pre-order: one attempt of the buyer to pay it. See docs/payments.md for the states as a picture. */

export const PAYMENT_METHODS = ['card', 'pix'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** How an event is paid: not at all, on the provider's page, or by a service that takes the money itself. */
export const PAYMENT_RULES = ['none', 'online', 'external'] as const;
export type PaymentRule = (typeof PAYMENT_RULES)[number];

/**
 * What the provider said last of an attempt. `open`: the buyer can pay. `authorized`: the card's money is reserved and
 * not taken yet. `unknown`: the provider didn't answer when it mattered; it is asked until it does.
 */
export const ATTEMPT_STATUSES = [
  'open',
  'processing',
  'authorized',
  'paid',
  'declined',
  'cancelled',
  'expired',
  'unknown',
] as const;
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

/** What the buyer sees: an attempt's status, or how far its refunds are. */
export const PAYMENT_STATUSES = [...ATTEMPT_STATUSES, 'refunding', 'refunded', 'partly_refunded'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Why a bank or the provider declined, in the provider's words, as far as a buyer can act on them. */
export type DeclineReason = string;

/** What names the attempt in the address to which the provider sends the buyer back. */
export const RETURNED = 'payment';

/** How many times a buyer can try to pay one hold. */
export const MOST_ATTEMPTS = 5;

/** An attempt to pay, as the database has it; times and amounts as everywhere. */
export interface Payment {
  id: string;
  /** From 1. */
  attempt: number;
  method: PaymentMethod;
  status: AttemptStatus;
  /** Whether the provider has confirmed that it is open to be paid; then there is a `payUrl`. */
  opened: boolean;
  payUrl?: string;
  /** The code of a Pix, to copy or to show. */
  pixText?: string;
  pixExpiresAt?: Date;
  declineReason?: DeclineReason;
  amountCents: number;
  currency: string;
  /** What was taken, what of it was given back, and what is being given back. */
  capturedCents: number;
  refundedCents: number;
  refundingCents: number;
  /** The buyer's bank has claimed the money back, and hasn't lost the claim. Operators see it. */
  disputed: boolean;
  createdAt: Date;
  endedAt?: Date;
  payUntil: Date;
}

/** The status that a buyer sees: how far the refunds are if there are any, else the attempt's own status. */
export function paymentStatusOf(payment: Payment): PaymentStatus {
  if (payment.refundingCents > 0) return 'refunding';
  if (payment.refundedCents === 0) return payment.status;
  return payment.refundedCents < payment.capturedCents ? 'partly_refunded' : 'refunded';
}
