import { payIntent } from '../intents';
import { endSecondStep, submitCard } from '../pay';
import { Params } from '../params';
import type { IntentRecord, SessionRecord } from '../records';
import type { Sandbox } from '../sandbox';
import type { HttpAnswer, HttpRequest } from '../server';
import { page, type Frame } from './frame';
import { languageOf, textsOf } from './texts';
import { cardForm, pixForm, qrOf, secondStepForm } from './views';

/** The page at `/pay/{id}`: of a session, or of the intent of a Pix code. */
export async function servePage(sandbox: Sandbox, id: string, request: HttpRequest): Promise<HttpAnswer> {
  const { session, intent } = sandbox.store.tables;
  const [ofSession, ofIntent] = [session.get(id), intent.get(id)];
  const view = ofSession
    ? sessionPage(sandbox, ofSession, request)
    : ofIntent?.pix
      ? pixPage(sandbox, ofIntent, request)
      : missingPage(request);
  sandbox.commit();
  await sandbox.store.flushed();
  return view;
}

/** The QR code of a Pix code. */
export function serveQr(sandbox: Sandbox, id: string): HttpAnswer | undefined {
  const pix = sandbox.store.tables.intent.get(id)?.pix;
  return pix && { status: 200, headers: { 'content-type': 'image/svg+xml' }, body: qrOf(pix.text) };
}

function sessionPage(sandbox: Sandbox, session: SessionRecord, request: HttpRequest): HttpAnswer {
  const language = languageOf(request.header('accept-language'), session.locale);
  const texts = textsOf(language);
  const frame: Frame = {
    language,
    heading: session.description,
    amount: session,
    backUrl: session.cancelUrl,
  };
  const success = session.successUrl.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
  const intent = session.intent === null ? undefined : sandbox.store.tables.intent.get(session.intent);
  if (session.status === 'complete')
    return shown(200, { ...frame, problem: texts.paid, backUrl: success }, success);

  const posted = request.method === 'POST' ? Params.parse(request.body) : undefined;
  const late =
    posted && session.status === 'expired' && latePayment(sandbox, session.metadata['attempt'], intent);
  if (session.status === 'expired' && !late)
    return shown(410, { ...frame, problem: texts.ended, content: undefined }, success);

  const waits = intent?.status === 'requires_action';
  const form = { ...frame, content: waits ? secondStepForm(texts) : cardForm(texts) };
  if (!posted) return shown(200, form, success);
  const outcome = submitted(sandbox, session, waits ? intent : undefined, posted);
  if (!outcome) return shown(400, { ...form, problem: texts.invalid }, success);
  if (outcome.status === 'requires_action')
    return { status: 303, headers: { location: request.path }, body: '' };
  if (outcome.status !== 'requires_payment_method')
    return { status: 303, headers: { location: success }, body: '' };
  const { declineCode, code = '' } = outcome.error ?? {};
  const problem = texts.declines[declineCode ?? code] ?? texts.declines['generic_decline'];
  return shown(402, { ...frame, content: cardForm(texts), problem }, success);
}

/** What a form does; undefined if it isn't one of this page in its state. */
function submitted(
  sandbox: Sandbox,
  session: SessionRecord,
  waiting: IntentRecord | undefined,
  form: Params,
): IntentRecord | undefined {
  const step = form.textOrUndefined('step');
  const card = form.textOrUndefined('card');
  if (waiting && (step === 'complete' || step === 'fail'))
    return endSecondStep(sandbox, session, waiting, step === 'complete');
  return card === undefined ? undefined : submitCard(sandbox, session, card);
}

function pixPage(sandbox: Sandbox, intent: IntentRecord, request: HttpRequest): HttpAnswer {
  const language = languageOf(request.header('accept-language'));
  const texts = textsOf(language);
  const frame: Frame = { language, heading: intent.description ?? texts.title, amount: intent };
  const open = intent.status === 'requires_action';
  const pays =
    request.method === 'POST' &&
    Params.parse(request.body).textOrUndefined('pix') === 'paid' &&
    (open || latePayment(sandbox, intent.metadata['attempt'], intent));
  const now = pays ? payIntent(sandbox, intent) : intent;
  if (now.status === 'succeeded') return shown(200, { ...frame, problem: texts.paid });
  if (!open || !intent.pix) return shown(410, { ...frame, problem: texts.ended });
  const content = pixForm(texts, language, intent.pix.text, intent.pix.expiresAt);
  if (request.method === 'GET') return shown(200, { ...frame, content });
  return shown(400, { ...frame, content, problem: texts.invalid });
}

/** Whether a fault lets the buyer pay what can't be paid any more. */
const latePayment = (
  sandbox: Sandbox,
  attempt: string | undefined,
  intent: IntentRecord | undefined,
): boolean =>
  (intent === undefined || ['canceled', 'requires_payment_method'].includes(intent.status)) &&
  sandbox.faults.forPayment('pay-after-expiry', attempt) !== undefined;

function missingPage(request: HttpRequest): HttpAnswer {
  const language = languageOf(request.header('accept-language'));
  return shown(404, { language, heading: textsOf(language).notFound });
}

/** @param formTarget where a form may lead besides the page itself. */
function shown(status: number, frame: Frame, formTarget?: string): HttpAnswer {
  const target = formTarget === undefined ? '' : ` ${new URL(formTarget).origin}`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'${target}; frame-ancestors 'none'; base-uri 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      vary: 'accept-language',
    },
    body: page(frame),
  };
}
