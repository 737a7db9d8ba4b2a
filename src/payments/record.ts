import { recordPayment, type Attempt, type Recorded } from '../db/payments';
import type { EndReason } from '../domain/pre-order';
import type { PaymentDependencies } from './dependencies';
import type { ProviderPayment } from './provider';

/** How long a process has to signal an accepted payment, in seconds; then any other may. */
const LEASE_SECONDS = 5;

export type Record = ReturnType<typeof createRecord>;

/**
 * Records what the provider says of an attempt, and signals what follows from it. Signals that are lost are made up for:
 * an accepted payment by any process (claim_due), the rest by the watch.
 */
export function createRecord({ db, signals, onError }: PaymentDependencies) {
  return async (attempt: Attempt, payment: ProviderPayment, endReason?: EndReason): Promise<Recorded> => {
    const recorded = await recordPayment(
      db,
      {
        attemptId: attempt.id,
        status: payment.status,
        providerId: payment.providerId || undefined,
        intentId: payment.intentId,
        capturedCents: payment.capturedCents,
        payUrl: payment.payUrl,
        pix: payment.pix,
        declineReason: payment.declineReason,
        mismatch: mismatchOf(attempt, payment),
        endReason,
      },
      LEASE_SECONDS,
    );
    const { next } = recorded;
    const { preOrderId } = attempt;
    const signal = {
      sell: () => signals.signalCheckout(preOrderId),
      look: () => signals.signalRefresh(preOrderId),
      settle: () => signals.settlePayment(attempt.id),
      nothing: () => Promise.resolve(),
    }[next];
    signal().catch((error: unknown) => onError(error, { preOrderId }));
    return recorded;
  };
}

/** How the provider's object differs from what was asked for. Only money makes it matter. */
function mismatchOf(attempt: Attempt, payment: ProviderPayment): string | undefined {
  if (payment.status !== 'authorized' && payment.status !== 'paid') return undefined;
  if (payment.attemptId !== attempt.id) return 'id';
  if (payment.currency !== attempt.currency) return 'currency';
  if (payment.amountCents !== attempt.amountCents) return 'amount';
  if (payment.status === 'paid' && payment.capturedCents !== attempt.amountCents) return 'captured_amount';
  return undefined;
}
