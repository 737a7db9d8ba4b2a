import { newId } from './ids';
import { unexpectedState } from './problems';
import type { IntentRecord, PaymentError } from './records';
import type { Sandbox } from './sandbox';

/** How long an authorization lasts. */
const AUTHORIZATION_SECONDS = 7 * 24 * 3_600;

/** Each function is one transition of an intent. Whether it is allowed is for the caller to know. */

export function putIntent(sandbox: Sandbox, intent: IntentRecord, event?: string): IntentRecord {
  sandbox.store.put('intent', intent);
  if (event !== undefined) sandbox.emit(event, { kind: 'intent', record: intent });
  return intent;
}

/** The buyer's bank pays, or reserves the money where it is captured later. */
export function payIntent(sandbox: Sandbox, intent: IntentRecord, last4?: string): IntentRecord {
  const attempt = intent.metadata['attempt'];
  const other = sandbox.faults.forPayment('pay-other-amount', attempt);
  const amount = other ? (other.amount ?? intent.amount - 1) : intent.amount;
  const paid: IntentRecord = { ...unended(intent), ...(last4 !== undefined && { last4 }), amount };
  if (sandbox.faults.forPayment('pay-twice', attempt)) payAgain(sandbox, paid);
  if (!intent.manualCapture)
    return putIntent(sandbox, { ...paid, status: 'succeeded', received: amount }, 'payment_intent.succeeded');
  const authorized: IntentRecord = {
    ...paid,
    status: 'requires_capture',
    capturable: amount,
    captureBefore: sandbox.agenda.seconds() + AUTHORIZATION_SECONDS,
  };
  releaseInTime(sandbox, authorized);
  return putIntent(sandbox, authorized, 'payment_intent.amount_capturable_updated');
}

/** An intent without what an earlier attempt or its end left. */
export function unended(intent: IntentRecord): IntentRecord {
  const rest = { ...intent };
  delete rest.error;
  delete rest.canceledAt;
  delete rest.cancellationReason;
  return rest;
}

/** A bank reserves money for a week. Also for what was authorized before a restart. */
export function releaseInTime(sandbox: Sandbox, { id, captureBefore }: IntentRecord): void {
  if (captureBefore === undefined) return;
  sandbox.later(captureBefore * 1000, () => {
    const intent = sandbox.store.tables.intent.get(id);
    if (intent?.status === 'requires_capture') endIntent(sandbox, intent, 'automatic');
  });
}

/** The buyer's money is taken a second time, by an intent of its own. */
function payAgain(sandbox: Sandbox, intent: IntentRecord): void {
  const id = newId('pi_');
  const created = sandbox.agenda.seconds();
  putIntent(
    sandbox,
    { ...intent, id, created, status: 'succeeded', received: intent.amount, capturable: 0 },
    'payment_intent.succeeded',
  );
}

/** An attempt of the buyer fails; another one is possible. */
export function failIntent(sandbox: Sandbox, intent: IntentRecord, error: PaymentError): IntentRecord {
  return putIntent(
    sandbox,
    { ...intent, status: 'requires_payment_method', error },
    'payment_intent.payment_failed',
  );
}

export function endIntent(sandbox: Sandbox, intent: IntentRecord, reason?: string): IntentRecord {
  return putIntent(
    sandbox,
    {
      ...intent,
      status: 'canceled',
      capturable: 0,
      canceledAt: sandbox.agenda.seconds(),
      ...(reason !== undefined && { cancellationReason: reason }),
    },
    'payment_intent.canceled',
  );
}

/** `POST /v1/payment_intents/{id}/cancel` */
export function cancelIntent(sandbox: Sandbox, found: IntentRecord, reason?: string): IntentRecord {
  let intent = found;
  const payable = intent.pix !== undefined && intent.status === 'requires_action';
  if (payable && sandbox.faults.forPayment('pay-during-cancel', intent.metadata['attempt']))
    intent = payIntent(sandbox, intent);
  const session = intent.session === undefined ? undefined : sandbox.store.tables.session.get(intent.session);
  if (session?.status === 'open')
    throw unexpectedState(
      'The intent belongs to a Checkout Session that is open. Expire the session instead.',
    );
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw unexpectedState(`An intent with the status ${intent.status} can't be canceled.`);
  return endIntent(sandbox, intent, reason);
}

/** `POST /v1/payment_intents/{id}/capture`. Capturing a part gives the rest back. */
export function captureIntent(
  sandbox: Sandbox,
  intent: IntentRecord,
  amount = intent.capturable,
): IntentRecord {
  if (intent.status !== 'requires_capture')
    throw unexpectedState(`An intent with the status ${intent.status} can't be captured.`);
  if (amount > intent.capturable)
    throw unexpectedState('More than was authorized can not be captured.', 'amount_too_large');
  return putIntent(
    sandbox,
    { ...intent, status: 'succeeded', capturable: 0, received: amount },
    'payment_intent.succeeded',
  );
}
