import { newId, type Book } from './book';
import type { Context } from './context';
import { refuse, type Intent, type Metadata, type PaymentError } from './objects';

export interface IntentFacts {
  amount: number;
  currency: string;
  description: string;
  metadata: Metadata;
  method: 'card' | 'pix';
  capture: Intent['capture_method'];
}

export interface PixToCreate {
  amount?: string;
  currency?: string;
  description?: string;
  confirm?: string;
  metadata?: Metadata;
  allowed_payment_method_types?: string[];
  payment_method_data?: { type?: string };
  payment_method_options?: { pix?: { expires_after_seconds?: string } };
}

export function newIntent(book: Book, { method, capture, ...facts }: IntentFacts): Intent {
  return {
    ...{ id: newId('pi'), object: 'payment_intent', amount_capturable: 0, amount_received: 0 },
    ...{ status: 'requires_payment_method', capture_method: capture, allowed_payment_method_types: [method] },
    ...{ last_payment_error: null, next_action: null, cancellation_reason: null, canceled_at: null },
    ...{ created: book.now(), livemode: false, ...facts },
  };
}

/** The money of a card is reserved. */
export const capturable = (intent: Intent): Intent => ({
  ...intent,
  ...{ status: 'requires_capture', amount_capturable: intent.amount, last_payment_error: null },
});

/** What Stripe keeps of a Pix code that nobody paid in time. */
const PIX_EXPIRED: PaymentError = {
  type: 'invalid_request_error',
  code: 'payment_intent_payment_attempt_expired',
  message: 'The code expired before it was paid.',
};

/** PaymentIntents: Pix codes, and what cards have paid. */
export function intentsOf({ book, faults, webhooks, base }: Context) {
  const find = (id: string): Intent => {
    const intent =
      book.get('intent', id) ??
      refuse('resource_missing', `No such payment_intent: '${id}'`, { status: 404 });
    const code = intent.next_action?.pix_display_qr_code;
    if (intent.status !== 'requires_action' || !code || code.expires_at > book.now()) return intent;
    const expired = book.put('intent', {
      ...intent,
      ...{ status: 'requires_payment_method', next_action: null, last_payment_error: PIX_EXPIRED },
    });
    void webhooks.tell('payment_intent.payment_failed', expired);
    return expired;
  };
  const succeed = async (intent: Intent): Promise<Intent> => {
    const paid = book.put('intent', {
      ...intent,
      ...{ status: 'succeeded', amount_received: intent.amount, amount_capturable: 0 },
      ...{ next_action: null, last_payment_error: null },
    });
    await webhooks.tell('payment_intent.succeeded', paid);
    return paid;
  };
  const wrongState = (what: string, { status }: Intent): never =>
    refuse(
      'payment_intent_unexpected_state',
      `You cannot ${what} this PaymentIntent because it has a status of ${status}.`,
    );

  return {
    find,
    createPix(asked: PixToCreate): Intent {
      const amount = Number(asked.amount);
      if (asked.confirm !== 'true' || asked.payment_method_data?.type !== 'pix')
        refuse('parameter_unknown', 'This sandbox creates confirmed Pix payments only.', {
          param: 'confirm',
        });
      if (!Number.isInteger(amount) || amount < 1)
        refuse('parameter_invalid_integer', 'Invalid amount', { param: 'amount' });
      if (amount < 50) refuse('amount_too_small', 'The amount is too small.');
      if (asked.currency !== 'brl')
        refuse('payment_method_invalid', 'Pix takes BRL only.', { param: 'currency' });
      const seconds = Number(asked.payment_method_options?.pix?.expires_after_seconds ?? 86_400);
      if (!(seconds >= 10 && seconds <= 1_209_600))
        refuse('parameter_invalid', 'expires_after_seconds must be from 10 to 1209600', {
          param: 'payment_method_options[pix][expires_after_seconds]',
        });
      const wrong = faults.take(['wrong_amount'], 'intents.create') ? 1 : 0;
      const intent = newIntent(book, {
        ...{ amount: amount + wrong, currency: 'brl', description: asked.description ?? '' },
        ...{ metadata: asked.metadata ?? {}, method: 'pix', capture: 'automatic' },
      });
      const code = {
        data: pixText(intent.id, amount),
        expires_at: book.now() + seconds,
        hosted_instructions_url: `${base()}/pix/${intent.id}`,
      };
      return book.put('intent', {
        ...intent,
        status: 'requires_action',
        next_action: { type: 'pix_display_qr_code', pix_display_qr_code: code },
      });
    },
    /** The buyer's bank has paid the code. @param late although it is over, as a fault. */
    async payPix(id: string, late = false): Promise<Intent> {
      const intent = find(id);
      if (intent.status !== 'requires_action' && !(late && intent.status !== 'succeeded')) return intent;
      const paid = await succeed(intent);
      if (faults.take(['paid_twice'], 'intents.pay'))
        await succeed(book.put('intent', { ...intent, id: newId('pi'), created: book.now() }));
      return paid;
    },
    async cancel(id: string): Promise<Intent> {
      let intent = find(id);
      if (intent.status === 'requires_action' && faults.take(['paid_during_cancel'], 'intents.cancel'))
        intent = await succeed(intent);
      if (intent.status === 'succeeded' || intent.status === 'canceled') wrongState('cancel', intent);
      const canceled = book.put('intent', {
        ...intent,
        ...{ status: 'canceled', amount_capturable: 0, next_action: null },
        ...{ canceled_at: book.now(), cancellation_reason: null },
      });
      await webhooks.tell('payment_intent.canceled', canceled);
      if (intent.capture_method === 'automatic' && faults.take(['paid_after_expiry'], 'intents.cancel'))
        setTimeout(() => void this.payPix(id, true).catch(() => undefined), 300);
      return canceled;
    },
    async capture(id: string): Promise<Intent> {
      const intent = find(id);
      if (intent.status !== 'requires_capture') wrongState('capture', intent);
      return succeed(intent);
    },
  };
}

/** A text that looks like the code of a Pix (EMV fields), and that no bank takes. */
function pixText(id: string, amount: number): string {
  const field = (tag: string, value: string) => `${tag}${String(value.length).padStart(2, '0')}${value}`;
  const account = field('00', 'br.gov.bcb.pix') + field('25', `sandbox.invalid/${id.slice(0, 20)}`);
  return [
    ...[field('00', '01'), field('26', account), field('52', '0000'), field('53', '986')],
    ...[
      field('54', (amount / 100).toFixed(2)),
      field('58', 'BR'),
      field('59', 'SANDBOX'),
      field('60', 'RIO'),
    ],
    field('62', field('05', '***')),
    '6304ABCD',
  ].join('');
}
