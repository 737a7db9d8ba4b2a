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

/** How many times a buyer can try to pay one hold. */
export const MOST_ATTEMPTS = 5;
