import { ProviderRefused, type PaymentProvider, type PaymentRef, type ProviderPayment } from '../provider';
import { isTestKey, KeptFailure, openStripeClient, type StripeClient, type StripeSettings } from './client';
import { paged } from './paged';
import { listRecords } from './records';
import { refundOf, refundToCreate } from './refunds';
import { pixToCreate, sessionToCreate } from './requests';
import { paymentOfIntent, paymentOfSession } from './status';
import { readWebhook } from './webhook';

/**
 * Payments through Stripe: cards on its hosted page (Checkout Sessions), Pix by an intent that we confirm.
 *
 * Only what makes something new has an idempotency key of ours: opening and refunding. Stripe keeps a key's first
 * answer for a day, failures included, and ending or capturing something twice does no harm.
 */
export async function createStripeProvider(settings: StripeSettings): Promise<PaymentProvider> {
  const client = await openStripeClient(settings);
  const { stripe, ask } = client;
  const testMode = isTestKey(settings.secretKey);
  const read = (payment: PaymentRef) => readPayment(client, payment);

  const findRefund: PaymentProvider['findRefund'] = async ({ refundId, intentId }) => {
    const refunds = stripe.refunds.list({ payment_intent: intentId, limit: 100 });
    for await (const refund of paged(client, 'find a refund', refunds))
      if (refund.metadata?.['refund'] === refundId) return refundOf(refund);
    return undefined;
  };

  return {
    testMode,
    read,
    findRefund,
    async open(attempt) {
      const key = { idempotencyKey: attempt.attemptId };
      try {
        return attempt.method === 'card'
          ? paymentOfSession(
              await ask('open a session', stripe.checkout.sessions.create(sessionToCreate(attempt), key)),
            )
          : paymentOfIntent(await ask('open a Pix', stripe.paymentIntents.create(pixToCreate(attempt), key)));
      } catch (error) {
        // Asking again can only bring the same failure. If there is a payment, nobody has its address or code.
        if (error instanceof KeptFailure) throw new ProviderRefused('failed', error.message);
        throw error;
      }
    },
    cancel: (payment, voidAuthorization) =>
      isSession(payment) ? cancelCard(client, payment, voidAuthorization) : cancelPix(client, payment),
    async capture(payment) {
      const before = payment.intentId === undefined ? await read(payment) : undefined;
      if (before && before.status !== 'authorized') return before;
      const intentId = payment.intentId ?? before?.intentId;
      if (intentId === undefined) return read(payment);
      const captured = await unlessRefused(ask('capture a payment', stripe.paymentIntents.capture(intentId)));
      return captured ? { ...paymentOfIntent(captured), providerId: payment.providerId } : read(payment);
    },
    async refund(refund) {
      const key = { idempotencyKey: refund.refundId };
      try {
        return refundOf(await ask('refund', stripe.refunds.create(refundToCreate(refund), key)));
      } catch (error) {
        const made = error instanceof KeptFailure ? await findRefund(refund) : undefined;
        if (made) return made;
        throw error;
      }
    },
    readWebhook: (rawBody, signature) =>
      readWebhook(stripe.webhooks, settings.webhookSecrets, testMode, rawBody, signature),
    list: (from, until) => listRecords(client, from, until),
    paymentPage: (intentId) =>
      settings.apiUrl === undefined
        ? `https://dashboard.stripe.com/${testMode ? 'test/' : ''}payments/${intentId}`
        : undefined,
  };
}

/** A card is paid on a session's page; money that came beside it has only an intent. */
const isSession = ({ method, providerId }: PaymentRef) => method === 'card' && !providerId.startsWith('pi_');

async function readPayment({ stripe, ask }: StripeClient, payment: PaymentRef): Promise<ProviderPayment> {
  const id = payment.providerId;
  return isSession(payment)
    ? paymentOfSession(
        await ask('read a session', stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] })),
      )
    : paymentOfIntent(await ask('read a Pix', stripe.paymentIntents.retrieve(id)));
}

/** Expires the session, which works only while it is open. Where it doesn't, the session says what happened instead. */
async function cancelCard(
  client: StripeClient,
  payment: PaymentRef,
  voidAuthorization: boolean,
): Promise<ProviderPayment> {
  const { stripe, ask } = client;
  const expand = { expand: ['payment_intent'] };
  const ended = await unlessRefused(
    ask('expire a session', stripe.checkout.sessions.expire(payment.providerId, expand)),
  );
  const now = ended ? paymentOfSession(ended) : await readPayment(client, payment);
  if (!voidAuthorization || now.status !== 'authorized' || now.intentId === undefined) return now;
  await unlessRefused(ask('void an authorization', stripe.paymentIntents.cancel(now.intentId)));
  return readPayment(client, payment);
}

/** Cancels the intent of a Pix code. Where it was paid, or has ended, Stripe refuses, and the intent says which. */
async function cancelPix(client: StripeClient, payment: PaymentRef): Promise<ProviderPayment> {
  const { stripe, ask } = client;
  const cancelled = await unlessRefused(
    ask('cancel a Pix', stripe.paymentIntents.cancel(payment.providerId)),
  );
  return cancelled ? paymentOfIntent(cancelled) : readPayment(client, payment);
}

/** Undefined where Stripe refuses: the object has another state by then, and is read to see which. */
async function unlessRefused<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ProviderRefused) return undefined;
    throw error;
  }
}
