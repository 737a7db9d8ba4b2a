/** How the provider's books and ours can differ (docs/running.md says what to do about each). */
export const DIFFERENCES = [
  'missing_at_provider',
  'foreign_payment',
  'amount_differs',
  'currency_differs',
  'missing_refund',
  'foreign_refund',
  'refund_amount_differs',
  'dispute',
] as const;

export type DifferenceKind = (typeof DIFFERENCES)[number];

/** One thing that differs. Amounts are in integer minor units; an absent one doesn't exist on that side. */
export interface PaymentDifference {
  kind: DifferenceKind;
  /** The provider's object; ours, where the provider has none. */
  subject: string;
  eventId?: string;
  preOrderId?: string;
  attemptId?: string;
  refundId?: string;
  /** What we have of it, and what the provider has. */
  ours?: { amountCents: number; currency: string; status?: string };
  theirs?: { amountCents: number; currency: string; status?: string };
}

/** A time that is compared: from the first instant on, before the last. */
export interface TimeSpan {
  from: Date;
  until: Date;
}

export interface ReconciledCounts {
  /** How many of the provider's objects, and of ours, were compared. */
  payments: number;
  refunds: number;
  disputes: number;
  /** How many things differ, by their kind; kinds without any are left out. */
  counts: Partial<Record<DifferenceKind, number>>;
}

/** What a comparison with the provider's books found. */
export interface ReconciledPayments extends TimeSpan, ReconciledCounts {
  /** The first of them, at most a thousand. */
  differences: PaymentDifference[];
}
