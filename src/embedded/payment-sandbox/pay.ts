import { newId } from './ids';
import { failIntent, payIntent, putIntent, unended } from './intents';
import type { IntentRecord, PaymentError, SessionRecord } from './records';
import type { Sandbox } from './sandbox';

/** What a buyer does on the pages. */

type CardOutcome = 'pays' | 'needs-second-step' | PaymentError;

const declined = (declineCode: string): PaymentError => ({
  code: 'card_declined',
  declineCode,
  message: 'Your card was declined.',
});

/** Stripe's test cards that the sandbox knows. */
export const TEST_CARDS = [
  { number: '4242424242424242', name: 'pays', outcome: 'pays' },
  { number: '4000000000000002', name: 'declined', outcome: declined('generic_decline') },
  { number: '4000000000009995', name: 'insufficient_funds', outcome: declined('insufficient_funds') },
  { number: '4000002500003155', name: 'second_step', outcome: 'needs-second-step' },
] as const satisfies readonly { number: string; name: string; outcome: CardOutcome }[];

const INCORRECT_NUMBER: PaymentError = {
  code: 'incorrect_number',
  message: 'Your card number is incorrect.',
};

const SECOND_STEP_FAILED: PaymentError = {
  code: 'payment_intent_authentication_failure',
  message: 'The buyer did not pass the second step.',
};

/**
 * Submits a card on a session's page. The caller knows that the session takes one.
 * @param text as it was typed. Only its last four digits are kept.
 */
export function submitCard(sandbox: Sandbox, session: SessionRecord, text: string): IntentRecord {
  const number = text.replace(/[\s-]/g, '');
  const card = TEST_CARDS.find((one) => one.number === number);
  const outcome: CardOutcome = card?.outcome ?? INCORRECT_NUMBER;
  const last4 = number.slice(-4);
  const intent = intentOfSession(sandbox, session);
  if (outcome === 'pays') return completeSession(sandbox, session, payIntent(sandbox, intent, last4));
  if (outcome === 'needs-second-step')
    return putIntent(sandbox, { ...unended(intent), last4, status: 'requires_action' });
  return failIntent(sandbox, { ...intent, last4 }, outcome);
}

/** Ends the second step of a card that has begun one. */
export function endSecondStep(
  sandbox: Sandbox,
  session: SessionRecord,
  intent: IntentRecord,
  passed: boolean,
): IntentRecord {
  return passed
    ? completeSession(sandbox, session, payIntent(sandbox, intent))
    : failIntent(sandbox, intent, SECOND_STEP_FAILED);
}

/** The session's intent, which the first card that is submitted makes. */
function intentOfSession(sandbox: Sandbox, session: SessionRecord): IntentRecord {
  const found = session.intent === null ? undefined : sandbox.store.tables.intent.get(session.intent);
  if (found) return found;
  const intent: IntentRecord = {
    id: newId('pi_'),
    created: sandbox.agenda.seconds(),
    method: 'card',
    status: 'requires_payment_method',
    amount: session.amount,
    capturable: 0,
    received: 0,
    refunded: 0,
    currency: session.currency,
    description: null,
    metadata: session.intentMetadata,
    manualCapture: session.manualCapture,
    session: session.id,
  };
  sandbox.store.put('session', { ...session, intent: intent.id });
  return intent;
}

/** An expired session stays so, even if it was paid by a fault. */
function completeSession(sandbox: Sandbox, session: SessionRecord, intent: IntentRecord): IntentRecord {
  if (session.status !== 'open') return intent;
  const complete = sandbox.store.put('session', { ...session, intent: intent.id, status: 'complete' });
  sandbox.emit('checkout.session.completed', { kind: 'session', record: complete });
  return intent;
}
