import { newId } from './ids';
import { putIntent } from './intents';
import type { Params } from './params';
import { invalid, missing, unexpectedState } from './problems';
import type { DisputeRecord, IntentRecord, RefundRecord } from './records';
import type { Sandbox } from './sandbox';

/** `POST /v1/refunds` */
export function makeRefund(sandbox: Sandbox, params: Params): RefundRecord {
  const id = params.requiredText('payment_intent');
  const intent =
    sandbox.store.tables.intent.get(id) ?? refuse(missing('payment_intent', id, 'payment_intent'));
  const asked = params.integer('amount', 1);
  const reason = params.oneOf('reason', ['duplicate', 'fraudulent', 'requested_by_customer']) ?? null;
  const metadata = params.metadata();
  const amount = refundableOf(intent, asked);

  const { agenda, faults, store } = sandbox;
  const fault = faults.forRefund();
  const refund: RefundRecord = {
    id: newId('re_'),
    created: agenda.seconds(),
    intent: intent.id,
    amount,
    currency: intent.currency,
    metadata,
    reason,
    status: fault ? 'pending' : 'succeeded',
    ...(fault && { end: { status: fault.then, atMs: agenda.now() + fault.afterMs } }),
  };
  store.put('refund', refund);
  const after = putIntent(sandbox, { ...intent, refunded: intent.refunded + amount });
  sandbox.emit('refund.created', { kind: 'refund', record: refund });
  sandbox.emit('charge.refunded', { kind: 'charge', record: after });
  endRefundInTime(sandbox, refund);
  return refund;
}

/** @throws {Problem} if so much can't be given back. */
function refundableOf(intent: IntentRecord, asked: number | undefined): number {
  if (intent.status !== 'succeeded') throw unexpectedState('The intent has no successful charge to refund.');
  if (intent.disputed) throw unexpectedState('The charge is disputed.', 'charge_disputed');
  const left = intent.received - intent.refunded;
  if (left === 0) throw unexpectedState('The charge has already been refunded.', 'charge_already_refunded');
  if (asked !== undefined && asked > left)
    throw unexpectedState(
      `The refund is greater than what is left of the charge: ${left}.`,
      'amount_too_large',
    );
  return asked ?? left;
}

/** Ends a pending refund by the clock. Also for those that were pending before a restart. */
export function endRefundInTime(sandbox: Sandbox, { id, end }: RefundRecord): void {
  if (!end) return;
  sandbox.later(end.atMs, () => {
    const refund = sandbox.store.tables.refund.get(id);
    if (refund?.status === 'pending') endRefund(sandbox, refund, end.status);
  });
}

function endRefund(sandbox: Sandbox, refund: RefundRecord, status: 'succeeded' | 'failed'): void {
  const failed = status === 'failed';
  const ended = sandbox.store.put('refund', {
    ...refund,
    status,
    ...(failed && { failureReason: 'declined' }),
  });
  const intent = sandbox.store.tables.intent.get(refund.intent);
  if (failed && intent) putIntent(sandbox, { ...intent, refunded: intent.refunded - refund.amount });
  sandbox.emit('refund.updated', { kind: 'refund', record: ended });
  if (failed) sandbox.emit('refund.failed', { kind: 'refund', record: ended });
}

/** The buyer's bank claims money back. @param amount in Stripe's minor units; all by default. */
export function openDispute(
  sandbox: Sandbox,
  intentId: string,
  amount?: number,
  reason = 'fraudulent',
): DisputeRecord {
  const intent = sandbox.store.tables.intent.get(intentId);
  if (!intent) throw missing('payment_intent', intentId, 'payment_intent');
  if (intent.status !== 'succeeded') throw invalid('payment_intent', 'Only a paid intent can be disputed.');
  const dispute = sandbox.store.put('dispute', {
    id: newId('du_'),
    created: sandbox.agenda.seconds(),
    intent: intent.id,
    amount: amount ?? intent.received,
    currency: intent.currency,
    reason,
    status: 'needs_response',
  });
  putIntent(sandbox, { ...intent, disputed: true });
  sandbox.emit('charge.dispute.created', { kind: 'dispute', record: dispute });
  return dispute;
}

export function changeDispute(sandbox: Sandbox, id: string, status: DisputeRecord['status']): DisputeRecord {
  const found = sandbox.store.tables.dispute.get(id) ?? refuse(missing('dispute', id));
  const dispute = sandbox.store.put('dispute', { ...found, status });
  const closed = status === 'won' || status === 'lost';
  const intent = sandbox.store.tables.intent.get(found.intent);
  if (status === 'won' && intent) putIntent(sandbox, { ...intent, disputed: false });
  sandbox.emit(`charge.dispute.${closed ? 'closed' : 'updated'}`, { kind: 'dispute', record: dispute });
  return dispute;
}

function refuse(problem: Error): never {
  throw problem;
}
