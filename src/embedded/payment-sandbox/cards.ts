import type { PaymentError } from './objects';

/** Stripe's test cards (docs.stripe.com/testing), and what becomes of each. */
export const CARDS = {
  '4242424242424242': 'pays',
  '4000000000000002': 'declines',
  '4000000000009995': 'poor',
  '4000002500003155': 'secondStep',
} as const;

export type CardOutcome = (typeof CARDS)[keyof typeof CARDS];

const decline = (code: string, declineCode?: string): PaymentError => ({
  ...{ type: 'card_error', code, message: 'Your card was declined.' },
  ...(declineCode !== undefined && { decline_code: declineCode }),
});

/** A card as it was typed. @returns what becomes of it, or why it is declined at once. */
export function outcomeOf(typed: string): 'pays' | 'secondStep' | PaymentError {
  const outcome = (CARDS as Record<string, CardOutcome>)[typed.replace(/[\s-]/g, '')];
  switch (outcome) {
    case 'pays':
    case 'secondStep':
      return outcome;
    case 'declines':
      return decline('card_declined');
    case 'poor':
      return decline('card_declined', 'insufficient_funds');
    default:
      return decline('incorrect_number');
  }
}

export const SECOND_STEP_FAILED: PaymentError = {
  ...{ type: 'invalid_request_error', code: 'payment_intent_authentication_failure' },
  message: 'The buyer did not pass the second step.',
};
