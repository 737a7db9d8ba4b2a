import { readAttempt, type Attempt } from '../db/payments';
import type { PaymentDependencies } from './dependencies';
import { ProviderRefused, type ProviderPayment } from './provider';
import type { Record } from './record';

/** An attempt, and how the provider says that it stands. */
export interface Opened {
  attempt: Attempt;
  payment: ProviderPayment;
}

/**
 * Opens an attempt with the provider and records it. Again, or from two processes at once, it finds the same payment.
 * What the provider refuses counts as declined.
 * @returns undefined where there is no such attempt.
 * @throws {ProviderUnavailable} where the provider doesn't answer; the attempt stays as it is, and may be open there.
 */
export function createOpen({ db, provider }: PaymentDependencies, record: Record) {
  return async (attemptId: string): Promise<Opened | undefined> => {
    const attempt = await readAttempt(db, attemptId);
    if (!attempt) return undefined;
    const payment = await provider
      .open({
        ...{ attemptId: attempt.id, preOrderId: attempt.preOrderId, method: attempt.method },
        ...{ amountCents: attempt.amountCents, currency: attempt.currency, description: attempt.description },
        ...{ returnUrl: attempt.returnUrl, payUntil: attempt.payUntil, createdAt: attempt.createdAt },
      })
      .catch((error: unknown) => {
        // Something was opened under this key, whatever it was: it is not known what.
        if (!(error instanceof ProviderRefused) || error.code.startsWith('idempotency')) throw error;
        return refused(attempt, error);
      });
    await record(attempt, payment);
    return { attempt, payment };
  };
}

/** Nothing was opened, so nothing can be paid. */
const refused = (attempt: Attempt, error: ProviderRefused): ProviderPayment => ({
  ...{ providerId: '', status: 'declined', declineReason: error.code },
  ...{ amountCents: attempt.amountCents, capturedCents: 0, currency: attempt.currency },
});
