import { newId } from './book';
import type { Context } from './context';
import { refuse, type Dispute, type Metadata, type Refund } from './objects';

export interface RefundToCreate {
  payment_intent?: string;
  amount?: string;
  metadata?: Metadata;
}

/** How long a refund stays pending where a fault makes it so, in milliseconds. */
const PENDING_MS = 1_500;

/** Refunds, and disputes that a bank opens. */
export function refundsOf({ book, faults, webhooks }: Context) {
  const of = (intentId: string) => book.all('refund').filter((one) => one.payment_intent === intentId);
  const left = (intentId: string) =>
    (book.get('intent', intentId)?.amount_received ?? 0) -
    of(intentId).reduce((sum, { amount, status }) => sum + (status === 'failed' ? 0 : amount), 0);
  const settle = async (id: string, status: 'succeeded' | 'failed') => {
    const refund = book.get('refund', id);
    if (refund?.status !== 'pending') return;
    const settled = book.put('refund', {
      ...refund,
      ...{ status, ...(status === 'failed' && { failure_reason: 'declined' }) },
    });
    await webhooks.tell(status === 'failed' ? 'refund.failed' : 'refund.updated', settled);
  };

  return {
    of,
    find: (id: string): Refund =>
      book.get('refund', id) ?? refuse('resource_missing', `No such refund: '${id}'`, { status: 404 }),
    async create({ payment_intent: intentId = '', amount, metadata = {} }: RefundToCreate): Promise<Refund> {
      const intent =
        book.get('intent', intentId) ??
        refuse('resource_missing', `No such payment_intent: '${intentId}'`, {
          status: 404,
          param: 'payment_intent',
        });
      const wanted = amount === undefined ? left(intentId) : Number(amount);
      if (!Number.isInteger(wanted) || wanted < 1)
        refuse('parameter_invalid_integer', 'Invalid amount', { param: 'amount' });
      if (intent.status !== 'succeeded')
        refuse('payment_intent_unexpected_state', 'This PaymentIntent has no successful charge to refund.');
      if (left(intentId) === 0) refuse('charge_already_refunded', 'The charge has already been refunded.');
      if (wanted > left(intentId)) refuse('amount_too_large', 'The refund is greater than what is left.');
      const fault = faults.take(['pending', 'pending_then_failed', 'fails'], 'refunds.create')?.fault;
      const refund = book.put('refund', {
        ...{ id: newId('re'), object: 'refund', amount: wanted, currency: intent.currency },
        ...{ payment_intent: intentId, metadata, created: book.now() },
        ...(fault === 'fails'
          ? { status: 'failed', failure_reason: 'declined' }
          : { status: fault === undefined ? 'succeeded' : 'pending' }),
      });
      await webhooks.tell('refund.created', refund);
      if (refund.status === 'succeeded')
        await webhooks.tell('charge.refunded', { ...refund, object: 'charge', id: newId('ch') });
      if (refund.status === 'pending')
        setTimeout(() => void settle(refund.id, fault === 'pending' ? 'succeeded' : 'failed'), PENDING_MS);
      return refund;
    },
    /** Settles what a restart has left pending. */
    settleLeft(): void {
      for (const { id, status } of book.all('refund')) if (status === 'pending') void settle(id, 'succeeded');
    },
    /** A bank opens a dispute about a payment, or ends it. */
    async dispute(intentId: string, status: string): Promise<Dispute> {
      const intent =
        book.get('intent', intentId) ?? refuse('resource_missing', 'No such payment_intent', { status: 404 });
      const before = book.all('dispute').find((one) => one.payment_intent === intentId);
      const dispute = book.put('dispute', {
        ...{
          id: before?.id ?? newId('dp'),
          object: 'dispute',
          amount: intent.amount_received,
          livemode: false,
        },
        ...{ currency: intent.currency, payment_intent: intentId, charge: `ch_${intentId.slice(3)}` },
        ...{ reason: 'fraudulent', status, metadata: {}, created: before?.created ?? book.now() },
      });
      const isOver = status === 'won' || status === 'lost';
      await webhooks.tell(`charge.dispute.${before ? (isOver ? 'closed' : 'updated') : 'created'}`, dispute);
      return dispute;
    },
  };
}
