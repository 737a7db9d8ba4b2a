import { newId } from './ids';
import { endIntent } from './intents';
import type { Params } from './params';
import { invalid, unexpectedState } from './problems';
import type { SessionRecord } from './records';
import type { Sandbox } from './sandbox';
import { submitCard, TEST_CARDS } from './pay';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** `POST /v1/checkout/sessions`: a page to pay one amount by card. */
export function openSession(sandbox: Sandbox, params: Params): SessionRecord {
  params.requiredOneOf('mode', ['payment']);
  params.oneOf('ui_mode', ['hosted_page', 'hosted']);
  onlyMethod(params, 'card');
  const item = params.onlyItem('line_items');
  const price = item.nested('price_data');
  const intent = params.nested('payment_intent_data');
  const created = sandbox.agenda.seconds();
  const session = sandbox.store.put('session', {
    id: newId('cs_test_', 40),
    created,
    expiresAt: expiryOf(params, created),
    status: 'open',
    amount: price.requiredInteger('unit_amount', 1) * (item.integer('quantity', 1) ?? 1),
    currency: currencyOf(price),
    description: price.nested('product_data').requiredText('name'),
    reference: params.text('client_reference_id') ?? null,
    metadata: params.metadata(),
    intentMetadata: intent.metadata(),
    manualCapture: intent.oneOf('capture_method', ['automatic', 'automatic_async', 'manual']) === 'manual',
    successUrl: addressOf(params, 'success_url') ?? params.requiredText('success_url'),
    cancelUrl: addressOf(params, 'cancel_url') ?? null,
    locale: params.text('locale') ?? null,
    intent: null,
  });
  expireInTime(sandbox, session);
  return session;
}

/** The API's older `payment_method_types` is refused, as Stripe does. */
export function onlyMethod(params: Params, method: 'card' | 'pix'): void {
  if (params.has('payment_method_types'))
    throw invalid('payment_method_types', 'Received unknown parameter.', 'parameter_unknown');
  const name = 'allowed_payment_method_types';
  if (params.list(name).some((one) => one !== method))
    throw invalid(name, `The sandbox takes only ${method} here.`);
}

/** Stripe wants half an hour to a day; a day by default. */
function expiryOf(params: Params, created: number): number {
  const expiresAt = params.integer('expires_at', 0) ?? created + DAY;
  if (expiresAt < created + 30 * MINUTE || expiresAt > created + DAY)
    throw invalid('expires_at', 'Must be from 30 minutes to 24 hours from now.');
  return expiresAt;
}

export function currencyOf(params: Params): string {
  const currency = params.requiredText('currency');
  if (!/^[a-z]{3}$/i.test(currency)) throw invalid('currency', `Invalid currency: ${currency}.`);
  return currency.toLowerCase();
}

function addressOf(params: Params, name: string): string | undefined {
  const text = params.text(name);
  if (text !== undefined && !/^https?:\/\/[^\s]+$/.test(text))
    throw invalid(name, 'Not a valid URL.', 'url_invalid');
  return text;
}

/** Ends a session by the clock. Also for those that were open before a restart. */
export function expireInTime(sandbox: Sandbox, { id, expiresAt }: SessionRecord): void {
  sandbox.later(expiresAt * 1000, () => {
    const session = sandbox.store.tables.session.get(id);
    if (session?.status === 'open') endSession(sandbox, session);
  });
}

/** `POST /v1/checkout/sessions/{id}/expire` */
export function expireSession(sandbox: Sandbox, found: SessionRecord): SessionRecord {
  let session = found;
  const attempt = session.metadata['attempt'];
  if (session.status === 'open' && sandbox.faults.forPayment('pay-during-cancel', attempt)) {
    submitCard(sandbox, session, TEST_CARDS[0].number);
    session = sandbox.store.tables.session.get(session.id) ?? session;
  }
  if (session.status !== 'open')
    throw unexpectedState(
      `Only an open session can be expired; this one is ${session.status}.`,
      'checkout_session_not_open',
    );
  return endSession(sandbox, session);
}

function endSession(sandbox: Sandbox, session: SessionRecord): SessionRecord {
  const expired = sandbox.store.put('session', { ...session, status: 'expired' });
  sandbox.emit('checkout.session.expired', { kind: 'session', record: expired });
  const intent = session.intent === null ? undefined : sandbox.store.tables.intent.get(session.intent);
  if (intent) endIntent(sandbox, intent, 'expired');
  return expired;
}
