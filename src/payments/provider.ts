import type { DeclineReason, PaymentMethod } from '../domain/payment';

/**
 * The payment provider, as far as a purchase needs one. Its words and objects stay behind this type; amounts are
 * integer minor units by ISO 4217, as everywhere. Each call asks once and waits ten seconds at most; the
 * caller repeats it. All are idempotent, so repeating is safe.
 *
 * Every call throws {@link ProviderUnavailable} where the outcome is unknown (no answer, a failure of the provider, too
 * many requests) and {@link ProviderRefused} where the provider understood and did nothing.
 */
export interface PaymentProvider {
  /** A key of the test mode, or the sandbox: no money moves. */
  readonly testMode: boolean;
  /**
   * Opens a page to pay by card, or a Pix code. The same attempt again finds the same payment, as long as its key is
   * kept (a day); every field must be the same then. Refused with the code `failed`, the attempt can't be opened any
   * more: the provider keeps a failure under its key.
   */
  open(attempt: AttemptToOpen): Promise<ProviderPayment>;
  /** How the payment stands. */
  read(payment: PaymentRef): Promise<ProviderPayment>;
  /**
   * Ends a payment that isn't made yet, or gives back a card's authorization. Answers how the payment stands
   * afterwards: `cancelled` or `expired`, and `paid` or `authorized` where the buyer was faster.
   */
  cancel(payment: PaymentRef, voidAuthorization: boolean): Promise<ProviderPayment>;
  /** Takes what a card's authorization reserved. Answers `paid`; `cancelled` where the authorization is gone. */
  capture(payment: PaymentRef): Promise<ProviderPayment>;
  /** Gives money back. The same refund again is the same refund; after a day it is looked up before. */
  refund(refund: RefundToMake): Promise<ProviderRefund>;
  /** How a refund stands; undefined where the provider has none of this id of ours. */
  findRefund(refund: Pick<RefundToMake, 'refundId' | 'intentId'>): Promise<ProviderRefund | undefined>;
  /**
   * Checks a webhook's signature over its raw body.
   * @throws {BadSignature} where it isn't the provider's, is older than five minutes, is from the future, or is of the
   * other mode (test or live).
   */
  readWebhook(rawBody: Buffer, signature: string | undefined): ProviderEvent;
  /**
   * Payments that took money, refunds and disputes that the provider has begun in a time, for reconciliation. A card's
   * money may have been taken up to a week after its payment was begun.
   */
  list(from: Date, until: Date): AsyncIterable<ProviderRecord>;
  /** The page about a payment in the provider's own dashboard, for operators; undefined where there is none. */
  paymentPage(intentId: string): string | undefined;
}

export interface AttemptToOpen {
  /** Our id of the attempt, and the provider's idempotency key. */
  attemptId: string;
  preOrderId: string;
  method: PaymentMethod;
  amountCents: number;
  currency: string;
  /** What is bought, to read: "2 × Pista, Rock no Rio". */
  description: string;
  /** Where the buyer returns to, paid or not. */
  returnUrl: string;
  /** From when the provider must not take the money by itself any more. The provider may need longer. */
  payUntil: Date;
  /** When the attempt was made. */
  createdAt: Date;
}

/** How to name a payment to the provider. */
export interface PaymentRef {
  attemptId: string;
  method: PaymentMethod;
  /** The provider's object that was opened: a Checkout Session for a card, a PaymentIntent for Pix. */
  providerId: string;
  /** The object that the money is booked on, where it is known; it saves looking it up. */
  intentId?: string | undefined;
}

/** How a payment stands by the provider. */
export interface ProviderPayment {
  providerId: string;
  /** The object that money, captures and refunds are booked on; there once the buyer has tried to pay. */
  intentId?: string;
  status: 'open' | 'processing' | 'authorized' | 'paid' | 'declined' | 'cancelled' | 'expired';
  /** What was or would be paid, for comparison with the attempt. */
  amountCents: number;
  /** How much of it was taken; 0 unless `paid`. */
  capturedCents: number;
  currency: string;
  /** Our id, as the provider's object has it. */
  attemptId?: string;
  payUrl?: string;
  pix?: { text: string; expiresAt: Date };
  declineReason?: DeclineReason;
}

export interface RefundToMake {
  /** Our id of the refund, and the provider's idempotency key. */
  refundId: string;
  attemptId: string;
  intentId: string;
  amountCents: number;
  currency: string;
}

export interface ProviderRefund {
  providerId: string;
  status: 'pending' | 'succeeded' | 'failed';
  amountCents: number;
  currency: string;
  failureReason?: string;
}

/** What a webhook says happened. It is only a reason to ask. */
export interface ProviderEvent {
  id: string;
  type: string;
  createdAt: Date;
  /** The object that it is about, and what that object belongs to. */
  objectId: string;
  intentId?: string;
  /** Ours, from the object's metadata. */
  attemptId?: string;
  refundId?: string;
  /** Present for an event about a dispute. */
  dispute?: { providerId: string; status: string; amountCents: number; currency: string; reason: string };
}

/** A movement of money by the provider's list. */
export interface ProviderRecord {
  kind: 'payment' | 'refund' | 'dispute';
  providerId: string;
  intentId?: string;
  attemptId?: string;
  refundId?: string;
  /** Taken, given back, or disputed. */
  amountCents: number;
  currency: string;
  /** Of a refund, as in {@link ProviderRefund}; of a payment or a dispute, the provider's word. */
  status: string;
  /** Why the bank disputes it. */
  reason?: string;
  createdAt: Date;
}

/** The provider's answer didn't come, or says nothing of what happened. It may have happened. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider understood the request and did nothing. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';

  constructor(
    /** The provider's stable code, such as `amount_too_small`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A webhook that the provider didn't sign with our secret. */
export class BadSignature extends Error {
  override readonly name = 'BadSignature';
}
