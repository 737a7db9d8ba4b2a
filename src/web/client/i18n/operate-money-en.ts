/** What a task says: what happened, and what to do. */
interface TaskWords {
  title: string;
  happened(detail: TaskFacts): string;
  toDo: string;
}

/** What is known of a task, as text; empty where it isn't. */
export interface TaskFacts {
  amount: string;
  reason: string;
  status: string;
  what: string;
  /** What we have of it, and what the provider has. */
  ours: string;
  theirs: string;
}

const inBrackets = (...texts: string[]) => {
  const known = texts.filter(Boolean);
  return known.length > 0 ? ` (${known.join(', ')})` : '';
};

/** The words of the operator's page about money. */
export const operateMoneyEn = {
  money: 'Money',
  captured: 'Captured',
  refunded: 'Refunded',
  beingPaid: 'Being paid',
  owed: 'Owed to buyers',
  disputed: 'Disputed',
  refundsPending: 'Refunds in progress',
  refundsFailed: 'Failed refunds',
  openTasks: 'Open tasks',
  refundingOrders: (done: string, all: string) => `Refunding orders: ${done} of ${all} refunds are done.`,
  exportPayments: 'Export payments',

  tasks: 'Tasks',
  noTasks: 'No open tasks.',
  doneTasks: 'Done',
  openOrder: 'View order',
  openProvider: 'View payment in Stripe',
  endTask: 'Mark as done',
  endTaskExplained: 'This only records that you took care of it. No money moves.',
  note: 'Note (optional)',
  noteHint: "Don't include personal data.",
  taskEnded: 'Task marked as done.',
  moreTasks: 'Show more tasks',
  doneBy: (who: string) => `Done by ${who}`,
  taskWords: {
    payment_mismatch: {
      title: "Payment doesn't match",
      happened: ({ what }) =>
        `The payment at the provider has a different ${MISMATCHES[what] ?? what} than we asked for, so nothing was sold for it.`,
      toDo: 'The money is given back automatically. Find out who changed the payment.',
    },
    payment_unknown: {
      title: 'Payment outcome unknown',
      happened: () => "The provider hasn't told us the outcome of this payment for more than 15 minutes.",
      toDo: 'Check the payment in Stripe. We keep asking: if it was paid, the tickets are sold or the money is given back.',
    },
    capture_failed: {
      title: 'Payment lost after the sale',
      happened: () =>
        'The tickets were sold, but the card authorization ended before the money was captured.',
      toDo: 'Ask the buyer to pay another way. The tickets stay valid until you decide otherwise.',
    },
    capture_pending: {
      title: 'Payment not captured yet',
      happened: () => "The tickets were sold more than 15 minutes ago, but the money hasn't been captured.",
      toDo: 'Check that Stripe is available. We keep trying, and an authorization ends after seven days.',
    },
    refund_failed: {
      title: 'Refund failed',
      happened: ({ amount, reason }) => `The provider couldn't refund ${amount}${inBrackets(reason)}.`,
      toDo: 'Pay the buyer back another way, such as a bank transfer. The tickets stay invalid.',
    },
    dispute: {
      title: 'Payment disputed',
      happened: ({ amount, reason, status }) =>
        `The buyer's bank disputes ${amount}${inBrackets(reason, status)}.`,
      toDo: 'Respond in Stripe before the deadline shown there. The tickets stay valid until you refund them.',
    },
    reconciliation: {
      title: 'Books differ',
      happened: ({ what, ours, theirs }) =>
        `${DIFFERENCES[what] ?? what} ${[ours && `Here: ${ours}.`, theirs && `At the provider: ${theirs}.`].filter(Boolean).join(' ')}`,
      toDo: 'Look it up by its ID in Stripe, and find out who made or changed it. Nothing is paid or refunded automatically.',
    },
  } as Record<string, TaskWords>,

  payments: 'Payments',
  attemptBy: (n: string, amount: string, method: string) => `Attempt ${n}: ${amount} by ${method}`,
  methods: { card: 'card', pix: 'Pix' },
  attemptStatus: {
    open: 'Waiting for the buyer to pay.',
    processing: 'The provider is processing the payment.',
    authorized: 'Authorized. The money has not been captured yet.',
    paid: 'Paid.',
    declined: 'Declined.',
    cancelled: 'Cancelled before it was paid.',
    expired: 'Not paid in time.',
    unknown: 'The outcome is unknown. We keep asking the provider.',
  },
  declinedFor: (reason: string) => `Declined: ${reason}.`,
  /** The provider's words for why, by their code. */
  providerWords: {
    card_declined: 'the bank declined the card',
    generic_decline: 'the bank declined the card',
    insufficient_funds: 'insufficient funds',
    authentication_failed: 'the buyer did not complete the second step',
    expired_card: 'the card has expired',
    lost_card: 'the card was reported lost',
    stolen_card: 'the card was reported stolen',
    lost_or_stolen_card: 'the card was reported lost or stolen',
    expired_or_canceled_card: 'the card has expired or was cancelled',
    declined: 'the bank declined it',
    fraudulent: 'fraud',
    duplicate: 'charged twice',
    product_not_received: 'nothing was received',
    subscription_canceled: 'cancelled subscription',
    unrecognized: 'the buyer does not recognize it',
    needs_response: 'needs a response',
    under_review: 'under review',
    warning_needs_response: 'inquiry, needs a response',
    warning_under_review: 'inquiry, under review',
    warning_closed: 'inquiry closed',
    won: 'won',
    lost: 'lost',
  } as Record<string, string>,
  mismatched: (what: string) => `It has a different ${MISMATCHES[what] ?? what} than we asked for.`,
  disputedFor: (amount: string, reason: string, status: string) =>
    `The buyer's bank disputes ${amount}${inBrackets(reason, status)}.`,
  refundOf: (amount: string) => `Refund: ${amount}`,
  refundStatus: { pending: 'In progress.', succeeded: 'Done.', failed: 'Failed.' },
  refundFailedFor: (reason: string) => `Failed: ${reason}.`,
  refundCauses: {
    operator: (who: string) => `Requested by ${who}.`,
    buyer: () => 'Requested by the buyer.',
    event_cancelled: () => 'The event was cancelled.',
    late: () => 'The payment arrived after the tickets were gone.',
    mismatch: () => "The payment didn't match the order.",
  },
  refundReason: (reason: string) => `Reason: ${reason}`,

  refund: 'Refund',
  refundNeeds: (role: string) => `Only people with the role ${role} can refund orders.`,
  refundTitle: (amount: string) => `Refund ${amount}`,
  refundExplained:
    'The selected tickets stop being valid now. Once the provider has made the refund, they go back on sale.',
  refundTickets: 'Tickets to refund',
  refundWhy: 'Reason',
  refundWhyHint: "For the record. Don't include personal data.",
  keepOrder: 'Keep order',
  refundRequested: (amount: string) => `Refund requested: ${amount}.`,
  refundUnanswered:
    "Your last request wasn't answered. Send it again to see its outcome; it can't be made twice.",
  tickets: 'Tickets',
  ticketStatus: {
    pre_order: 'Held',
    sold: 'Sold',
    invalidated: 'Invalidated',
    refunding: 'Being refunded',
    refunded: 'Refunded',
  },
};

/** How the provider's books and ours can differ. */
const DIFFERENCES: Record<string, string> = {
  missing_at_provider: 'The provider has no such payment.',
  foreign_payment: 'The provider has a payment that this box office did not ask for.',
  amount_differs: 'The amount of a payment differs.',
  currency_differs: 'The currency of a payment differs.',
  missing_refund: 'The provider has no such refund.',
  foreign_refund: 'The provider has a refund that this box office did not ask for.',
  refund_amount_differs: 'The amount of a refund differs.',
};

/** In what a provider's payment can differ. */
const MISMATCHES: Record<string, string> = {
  id: 'ID',
  currency: 'currency',
  amount: 'amount',
  captured_amount: 'captured amount',
};
