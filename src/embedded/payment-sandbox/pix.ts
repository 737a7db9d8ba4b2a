import { newId } from './ids';
import { failIntent, putIntent } from './intents';
import type { Params } from './params';
import { invalid, unexpectedState } from './problems';
import type { IntentRecord } from './records';
import type { Sandbox } from './sandbox';
import { brCode } from './br-code';
import { currencyOf, onlyMethod } from './sessions';

const LEAST_SECONDS = 10;
const MOST_SECONDS = 14 * 24 * 3_600;
const DEFAULT_SECONDS = 24 * 3_600;

/** `POST /v1/payment_intents`: a Pix code, confirmed at once. */
export function openPix(sandbox: Sandbox, params: Params): IntentRecord {
  onlyMethod(params, 'pix');
  params.nested('payment_method_data').requiredOneOf('type', ['pix']);
  if (params.text('confirm') !== 'true') throw invalid('confirm', 'The sandbox confirms at once: send true.');
  const amount = params.requiredInteger('amount', 1);
  const currency = currencyOf(params);
  if (currency !== 'brl') throw invalid('currency', 'Pix is paid in brl.');
  const seconds =
    params
      .nested('payment_method_options')
      .nested('pix')
      .integer('expires_after_seconds', LEAST_SECONDS, MOST_SECONDS) ?? DEFAULT_SECONDS;
  const id = newId('pi_');
  const created = sandbox.agenda.seconds();
  const intent = putIntent(sandbox, {
    id,
    created,
    method: 'pix',
    status: 'requires_action',
    amount,
    capturable: 0,
    received: 0,
    refunded: 0,
    currency,
    description: params.text('description') ?? null,
    metadata: params.metadata(),
    manualCapture: false,
    pix: { text: brCode(id, amount), expiresAt: created + seconds, expiresAfterSeconds: seconds },
  });
  expirePixInTime(sandbox, intent);
  return intent;
}

/** Ends a Pix code by the clock. Also for those that could be paid before a restart. */
export function expirePixInTime(sandbox: Sandbox, { id, pix }: IntentRecord): void {
  if (!pix) return;
  sandbox.later(pix.expiresAt * 1000, () => {
    const intent = sandbox.store.tables.intent.get(id);
    if (intent?.status === 'requires_action')
      failIntent(sandbox, intent, {
        code: 'payment_intent_payment_attempt_expired',
        message: 'The Pix code has expired.',
      });
  });
}

/** `GET /v1/payment_intents/search`: pairs of metadata, joined by AND. */
export function searchOf(query: string): (intent: IntentRecord) => boolean {
  const clauses = query.split(/\s+AND\s+/).map((clause) => {
    const [, key, value] = /^metadata\[['"]([^'"]+)['"]\]\s*:\s*['"]([^'"]*)['"]$/.exec(clause.trim()) ?? [];
    if (key === undefined || value === undefined)
      throw unexpectedState(`The sandbox can't search for: ${clause}`, 'search_query_invalid');
    return (intent: IntentRecord) => intent.metadata[key] === value;
  });
  return (intent) => clauses.every((fits) => fits(intent));
}
