import { newId } from './book';
import type { Context } from './context';
import { capturable, newIntent, type IntentFacts } from './intents';
import { refuse, type Intent, type Metadata, type PaymentError, type Session } from './objects';

export interface SessionToCreate {
  mode?: string;
  line_items?: {
    price_data?: { currency?: string; unit_amount?: string; product_data?: { name?: string } };
    quantity?: string;
  }[];
  client_reference_id?: string;
  metadata?: Metadata;
  payment_intent_data?: { capture_method?: string; metadata?: Metadata };
  success_url?: string;
  cancel_url?: string;
  expires_at?: string;
}

const HALF_HOUR = 1_800;
const DAY = 86_400;

/** Checkout Sessions: a page on which a card is entered, as often as it takes. */
export function sessionsOf({ book, faults, webhooks, base }: Context) {
  const find = (id: string): Session => {
    const session =
      book.get('session', id) ??
      refuse('resource_missing', `No such checkout.session: '${id}'`, { status: 404 });
    if (session.status !== 'open' || session.expires_at > book.now()) return session;
    const expired = book.put('session', { ...session, status: 'expired' });
    void webhooks.tell('checkout.session.expired', shown(expired));
    return expired;
  };
  const intentOf = (session: Session): Intent | undefined =>
    session.payment_intent === null ? undefined : book.get('intent', session.payment_intent);
  const shown = ({ description: _, intent_metadata: __, ...session }: Session, expand: string[] = []) => ({
    ...session,
    url: session.status === 'open' ? `${base()}/pay/${session.id}` : null,
    ...(expand.includes('payment_intent') && {
      payment_intent: session.payment_intent === null ? null : book.get('intent', session.payment_intent),
    }),
  });

  return {
    find,
    shown,
    create(asked: SessionToCreate): object {
      const item = asked.line_items?.[0];
      const amount = Number(item?.price_data?.unit_amount) * Number(item?.quantity ?? 1);
      if (asked.mode !== 'payment') refuse('parameter_missing', 'mode must be payment', { param: 'mode' });
      if (!Number.isInteger(amount) || amount < 1)
        refuse('parameter_invalid_integer', 'Invalid amount', {
          param: 'line_items[0][price_data][unit_amount]',
        });
      if (amount < 50) refuse('amount_too_small', 'The amount is too small.');
      if (!asked.success_url)
        refuse('parameter_missing', 'success_url is required', { param: 'success_url' });
      if (asked.payment_intent_data?.capture_method !== 'manual')
        refuse('parameter_unknown', 'This sandbox knows manual capture only.', {
          param: 'payment_intent_data[capture_method]',
        });
      const now = book.now();
      const expiresAt = asked.expires_at === undefined ? now + DAY : Number(asked.expires_at);
      if (expiresAt < now + HALF_HOUR - 60 || expiresAt > now + DAY + 60)
        refuse('parameter_invalid', 'expires_at must be from 30 minutes to 24 hours from now', {
          param: 'expires_at',
        });
      const wrong = faults.take(['wrong_amount'], 'sessions.create') ? 1 : 0;
      const session = book.put('session', {
        ...{ id: newId('cs_test'), object: 'checkout.session', mode: 'payment', livemode: false, url: null },
        ...{
          status: 'open',
          payment_status: 'unpaid',
          payment_intent: null,
          created: now,
          expires_at: expiresAt,
        },
        client_reference_id: asked.client_reference_id ?? null,
        amount_total: amount + wrong,
        currency: (item?.price_data?.currency ?? '').toLowerCase(),
        metadata: asked.metadata ?? {},
        success_url: asked.success_url,
        cancel_url: asked.cancel_url ?? null,
        description: item?.price_data?.product_data?.name ?? '',
        intent_metadata: asked.payment_intent_data.metadata ?? {},
      });
      return shown(session);
    },
    async expire(id: string, expand: string[]): Promise<object> {
      let session = find(id);
      if (session.status === 'open' && faults.take(['paid_during_cancel'], 'sessions.expire'))
        session = await this.pay(id);
      if (session.status !== 'open')
        refuse(
          'resource_invalid_state',
          `Only sessions that are open can be expired; this one is ${session.status}.`,
        );
      const expired = book.put('session', { ...session, status: 'expired' });
      await webhooks.tell('checkout.session.expired', shown(expired));
      if (faults.take(['paid_after_expiry'], 'sessions.expire'))
        setTimeout(() => void this.pay(id, true).catch(() => undefined), 300);
      return shown(expired, expand);
    },
    /** The buyer's card was accepted: the money is reserved. @param late although the session is over, as a fault. */
    async pay(id: string, late = false): Promise<Session> {
      const session = find(id);
      if (session.status !== 'open' && !late) return session;
      const intent = book.put('intent', capturable(intentOf(session) ?? newIntent(book, factsOf(session))));
      const paid = book.put('session', { ...session, status: 'complete', payment_intent: intent.id });
      await webhooks.tell('payment_intent.amount_capturable_updated', intent);
      await webhooks.tell('checkout.session.completed', shown(paid));
      return paid;
    },
    /** The card was declined, or its second step failed; the page can be tried again. */
    async decline(id: string, error: PaymentError): Promise<void> {
      const session = find(id);
      if (session.status !== 'open') return;
      const before = intentOf(session) ?? newIntent(book, factsOf(session));
      const intent = book.put('intent', {
        ...before,
        status: 'requires_payment_method',
        last_payment_error: error,
      });
      book.put('session', { ...session, payment_intent: intent.id });
      await webhooks.tell('payment_intent.payment_failed', intent);
    },
  };
}

const factsOf = ({
  amount_total: amount,
  currency,
  description,
  intent_metadata: metadata,
}: Session): IntentFacts => ({
  ...{ amount, currency, description, metadata, method: 'card', capture: 'manual' },
});
