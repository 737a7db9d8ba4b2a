/** What `settlePayment` and `refund` workflows are started with. What it is about is in the database only. */
export interface SettlePaymentInput {
  attemptId: string;
}

export interface RefundInput {
  refundId: string;
}

/** How far a payment or a refund is that outlives its purchase; also the workflow's result. */
export interface SettledState {
  done: boolean;
  /** In words, for the person who looks at the workflow: "refunded", "sold after all". */
  outcome: string;
  /** When to ask again, in milliseconds; there unless done. */
  againInMs?: number;
}
